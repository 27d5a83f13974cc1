// What one check found, before anybody decides how to print it.
namespace Vdsh.Cli.Selftest;

/// <summary>The result of one check.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Error">Largest relative error; NaN where the operation threw.</param>
/// <param name="Seconds">Time of one call; NaN where it was not measured.</param>
/// <param name="Failure">Why it threw, or null.</param>
internal sealed record CheckOutcome(OperationCheck Check, double Error, double Seconds, string? Failure)
{
    /// <summary>Whether the error is within the tolerance.</summary>
    public bool Passed => Failure is null && Error <= Check.Tolerance;

    /// <summary>FLOP/s or bytes/s, or null where that would mean nothing.</summary>
    public double? Rate => Passed && Check.Work.IsMeasurable && Seconds > 0 ? Check.Work.Amount / Seconds : null;

    /// <summary>The rate as a share of the device's peak, or null where either is unknown.</summary>
    public double? OfPeak(DevicePeak peak) => Rate / (Check.Work.Kind switch
    {
        WorkKind.Arithmetic => peak.Flops,
        WorkKind.Memory => peak.BytesPerSecond,
        _ => null,
    });
}
