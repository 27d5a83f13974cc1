// A time means something only beside the work it was spent on.
namespace Vdsh.Cli.Selftest;

/// <summary>What an operation has to do at least.</summary>
/// <param name="Kind">What limits it.</param>
/// <param name="Amount">FLOP or bytes; 0 where a rate would mean nothing.</param>
internal readonly record struct Work(WorkKind Kind, double Amount)
{
    // Below this the time of a call is the time to start it, and a rate would be read as the device's fault.
    private const double SmallestMeasurable = 1e6;

    /// <summary>No rate is reported.</summary>
    public static Work None => default;

    /// <summary>Whether the work is large enough for a rate.</summary>
    public bool IsMeasurable => Amount >= SmallestMeasurable;

    /// <summary>Multiply-adds of a product, counted as two operations each.</summary>
    public static Work Product(double m, double n, double k) => new(WorkKind.Arithmetic, 2 * m * n * k);

    /// <summary>Floats of device memory read and written.</summary>
    public static Work Floats(double count) => new(WorkKind.Memory, sizeof(float) * count);

    /// <summary>Floats that pass between host and device.</summary>
    public static Work Transfer(double count) => new(WorkKind.Transfer, sizeof(float) * count);

    /// <summary>Bytes of codes compared: pairs of codes times the bytes of one.</summary>
    public static Work Comparisons(double pairs, int words) => new(WorkKind.Comparison, pairs * words * sizeof(ulong));
}
