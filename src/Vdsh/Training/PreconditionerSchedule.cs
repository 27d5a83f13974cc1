// Inverses cost as much as several batches, so each serves many of them, and the layers take turns so that no batch is slow.
namespace Vdsh.Training;

internal static class PreconditionerSchedule
{
    /// <summary>Batches between two refreshes of a layer's preconditioner, once training has settled.</summary>
    public const int Period = 16;

    private const int EarlySteps = 30;
    private const int EarlyPeriod = 4;

    /// <summary>Whether a layer's preconditioner is recomputed at this batch (counted over all sweeps): all at the first, then in turns.</summary>
    public static bool IsDue(long step, int layer)
        => step == 0 || (step + layer) % (step < EarlySteps ? EarlyPeriod : Period) == 0;
}
