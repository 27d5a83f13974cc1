// Inverses cost as much as several batches, so each serves many of them, and the layers take turns so that no batch is slow.
namespace Vdsh.Training;

internal static class PreconditionerSchedule
{
    /// <summary>Batches between two refreshes of a layer's preconditioner, once training has settled.</summary>
    public const int Period = 16;

    private const int EarlySteps = 30;
    private const int EarlyPeriod = 4;

    /// <summary>Whether a layer's preconditioner is recomputed at a batch (counted over all sweeps): at its first, soon again while its inputs settle, then in turns.</summary>
    /// <param name="step">The batch.</param>
    /// <param name="first">The layer's first batch; not after <paramref name="step"/>.</param>
    /// <param name="layer">The layer.</param>
    public static bool IsDue(long step, long first, int layer)
        => step == first || (step + layer) % (step - first < EarlySteps ? EarlyPeriod : Period) == 0;
}
