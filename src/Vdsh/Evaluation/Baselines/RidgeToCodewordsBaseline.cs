// What a deep network must beat to earn its cost: the best linear map onto the same class codewords.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// Ridge regression from standardised features to the class codewords, W = (X^T X / n + ridge I)^-1 X^T T / n with a bias column in X; the
/// signs of X W are the code.
/// </summary>
public sealed class RidgeToCodewordsBaseline : IHashEncoder
{
    // Relative to the mean variance of the features, which standardisation makes 1.
    private const float RelativeRidge = 1e-3f;

    private readonly LinearHash hash;

    private RidgeToCodewordsBaseline(LinearHash hash) => this.hash = hash;

    /// <inheritdoc/>
    public int Bits => hash.Bits;

    /// <inheritdoc/>
    public int InputColumns => hash.InputColumns;

    /// <summary>Solves the regression; features pass over the device in blocks of rows.</summary>
    /// <param name="backend">Does the products, also those of <see cref="Encode"/>.</param>
    /// <param name="training">n x d features with labels.</param>
    /// <param name="codewords">The targets: a word of b bits per class.</param>
    /// <exception cref="InputException">The features are constant or not finite.</exception>
    public static RidgeToCodewordsBaseline Create(IComputeBackend backend, LabeledData training, ClassCodewords codewords)
    {
        Standardization standardization = Standardization.Learn(training.Features);
        int dimension = training.Features.Columns + 1;
        int bits = codewords.Bits;
        int block = Math.Min(LinearHash.BlockRows, training.Count);
        float[] hostRows = new float[block * dimension];
        float[] hostTargets = new float[block * bits];
        using DeviceMatrix rows = backend.Allocate(block, dimension), targets = backend.Allocate(block, bits);
        using DeviceMatrix gram = backend.Allocate(dimension, dimension), inverse = backend.Allocate(dimension, dimension);
        using DeviceMatrix cross = backend.Allocate(dimension, bits), weights = backend.Allocate(dimension, bits), ridge = backend.Allocate(1, 1);
        for (int first = 0; first < training.Count; first += block)
        {
            int count = Math.Min(block, training.Count - first);
            LinearHash.Fill(training.Features, first, count, standardization, hostRows);
            for (int row = 0; row < count; row++)
                codewords.CopyTarget(training.Labels, first + row, hostTargets.AsSpan(row * bits, bits));
            backend.Upload(new ReadOnlySpan2D<float>(hostRows, count, dimension), rows.TopRows(count));
            backend.Upload(new ReadOnlySpan2D<float>(hostTargets, count, bits), targets.TopRows(count));
            // A running mean over blocks of unequal size.
            backend.GramMoment(rows.TopRows(count), (float)first / (first + count), gram);
            backend.Multiply(rows.TopRows(count), Transpose.Yes, targets.TopRows(count), Transpose.No, 1f / training.Count, first == 0 ? 0 : 1, cross);
        }
        backend.InvertSpd(gram, 0, RelativeRidge, inverse, ridge);
        backend.Multiply(inverse, Transpose.No, cross, Transpose.No, 1, 0, weights);
        float[] solution = new float[dimension * bits];
        backend.Download(weights, new Span2D<float>(solution, dimension, bits));
        return new RidgeToCodewordsBaseline(new LinearHash(backend, standardization, solution, bits));
    }

    /// <inheritdoc/>
    public HashCodes Encode(FeatureMatrix features) => hash.Encode(features);
}
