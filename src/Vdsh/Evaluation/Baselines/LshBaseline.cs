// The floor: codes that no learning went into.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>Locality-sensitive hashing by random hyperplanes through the mean of the training features (Charikar, STOC 2002).</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed class LshBaseline : IHashEncoder
{
    private readonly LinearHash hash;

    private LshBaseline(LinearHash hash) => this.hash = hash;

    /// <inheritdoc/>
    public int Bits => hash.Bits;

    /// <inheritdoc/>
    public int InputColumns => hash.InputColumns;

    /// <summary>Draws the hyperplanes.</summary>
    /// <param name="backend">Does the products, also those of <see cref="Encode"/>.</param>
    /// <param name="training">n x d features; only their mean is used.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <exception cref="InputException">The features are constant or not finite.</exception>
    public static LshBaseline Create(IComputeBackend backend, FeatureMatrix training, int bits, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        SeededRandom random = new(seed, 0x15A);
        float[] weights = new float[(training.Columns + 1) * bits];
        for (int i = 0; i < training.Columns * bits; i++)
            weights[i] = (float)random.NextGaussian();
        return new LshBaseline(new LinearHash(backend, new StandardizedMap(Standardization.Learn(training)), weights, bits));
    }

    /// <inheritdoc/>
    public HashCodes Encode(FeatureMatrix features) => hash.Encode(features);
}
