// Every random draw of training is a function of the seed and its place (layer, sweep, batch), so that a resumed run draws the same numbers.
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>The independent random streams of one training seed.</summary>
internal static class RandomStreams
{
    private const ulong WeightsKind = 1UL << 60, OrderKind = 2UL << 60, DropoutKind = 3UL << 60, InitializationKind = 4UL << 60, MixupKind = 5UL << 60;

    /// <summary>Initial weights of a layer.</summary>
    public static SeededRandom Weights(ulong seed, int layer) => new(seed, WeightsKind | (uint)layer);

    /// <summary>Choice of the rows that centre a random code layer.</summary>
    public static SeededRandom Initialization(ulong seed) => new(seed, InitializationKind);

    /// <summary>Order of the items in a sweep.</summary>
    public static SeededRandom Order(ulong seed, int sweep) => new(seed, OrderKind | (uint)sweep);

    /// <summary>Input dropout of a mini-batch: the generator starts afresh, because a step must leave no garbage.</summary>
    public static void StartDropout(SeededRandom random, ulong seed, int sweep, int batch) => random.Restart(seed, DropoutKind | (ulong)(uint)sweep << 28 | (uint)batch);

    /// <summary>Shares of the rows that are mixed in a mini-batch; likewise.</summary>
    public static void StartMixup(SeededRandom random, ulong seed, int sweep, int batch) => random.Restart(seed, MixupKind | (ulong)(uint)sweep << 28 | (uint)batch);
}
