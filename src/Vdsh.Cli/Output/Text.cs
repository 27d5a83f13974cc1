// Speeds and times are printed the same way everywhere.
namespace Vdsh.Cli.Output;

internal static class Text
{
    private const string Unknown = "unknown";

    /// <summary>Floating-point operations per second as "123.4".</summary>
    public static string Gflops(double? flops) => flops is double value ? FormattableString.Invariant($"{value / 1e9:0.0}") : Unknown;

    /// <summary>A fraction as "87 %".</summary>
    public static string Percent(double? ratio) => ratio is double value ? FormattableString.Invariant($"{100 * value:0} %") : Unknown;

    /// <summary>Seconds with a fitting unit.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 1e-3 => FormattableString.Invariant($"{seconds * 1e6:0} us"),
        < 1 => FormattableString.Invariant($"{seconds * 1e3:0.0} ms"),
        < 120 => FormattableString.Invariant($"{seconds:0.00} s"),
        _ => FormattableString.Invariant($"{seconds / 60:0.0} min"),
    };
}
