// Speeds and times are printed the same way everywhere.
namespace Vdsh.Cli.Output;

internal static class Text
{
    /// <summary>Floating-point operations per second as "123.4".</summary>
    public static string Gflops(double flops) => FormattableString.Invariant($"{flops / 1e9:0.0}");

    /// <summary>A fraction as "87 %".</summary>
    public static string Percent(double ratio) => FormattableString.Invariant($"{100 * ratio:0} %");

    /// <summary>Seconds with a fitting unit.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 1e-3 => FormattableString.Invariant($"{seconds * 1e6:0} us"),
        < 1 => FormattableString.Invariant($"{seconds * 1e3:0.0} ms"),
        < 120 => FormattableString.Invariant($"{seconds:0.00} s"),
        _ => FormattableString.Invariant($"{seconds / 60:0.0} min"),
    };
}
