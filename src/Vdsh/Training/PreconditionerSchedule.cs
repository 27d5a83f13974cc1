// Inverses cost as much as several batches, so each serves many of them, and the layers take turns so that no batch is slow.
namespace Vdsh.Training;

/// <summary>When a layer's moment takes in a batch, and when its preconditioner is made anew; batches are counted over all sweeps.</summary>
internal static class PreconditionerSchedule
{
    /// <summary>Batches between two refreshes of a layer's preconditioner, once training has settled.</summary>
    public const int Period = 32;

    /// <summary>Batches between two that a layer's moment takes in, once training has settled; divides <see cref="Period"/>, so that a refresh knows its own batch.</summary>
    public const int SamplePeriod = 8;

    private const int EarlySteps = 30;
    private const int EarlyPeriod = 4;

    // What a moving average keeps from batch to batch, and over all batches that one in SamplePeriod stands for.
    private const float KeepOfOne = 0.95f;
    private static readonly float KeepOfSeveral = (float)Math.Pow(KeepOfOne, SamplePeriod);

    /// <summary>Whether a layer's preconditioner is recomputed at a batch: at its first, soon again while its inputs settle, then in turns.</summary>
    /// <param name="step">The batch.</param>
    /// <param name="first">The layer's first batch; not after <paramref name="step"/>.</param>
    /// <param name="layer">The layer.</param>
    public static bool IsDue(long step, long first, int layer)
        => step == first || (step + layer) % (IsEarly(step, first) ? EarlyPeriod : Period) == 0;

    /// <summary>How much of its moment a layer keeps when it takes in a batch; null if it does not take it in.</summary>
    /// <param name="step">The batch.</param>
    /// <param name="first">The layer's first batch; not after <paramref name="step"/>.</param>
    /// <param name="layer">The layer.</param>
    public static float? Keep(long step, long first, int layer)
    {
        if (step == first)
            return 0;
        if (IsEarly(step, first))
            return KeepOfOne;
        return (step + layer) % SamplePeriod == 0 ? KeepOfSeveral : null;
    }

    private static bool IsEarly(long step, long first) => step - first < EarlySteps;
}
