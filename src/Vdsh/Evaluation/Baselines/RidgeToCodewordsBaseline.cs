// What a deep network must beat to earn its cost: the best linear map onto the same class codewords.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// Ridge regression from standardised features to the class codewords, W = (X^T X / n + ridge I)^-1 X^T T / n with a bias column in X; the
/// signs of X W are the code.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed class RidgeToCodewordsBaseline : IHashEncoder
{
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
        => Create(backend, training, codewords, new StandardizedMap(Standardization.Learn(training.Features)), RidgeRegression.LinearRidge(training.Count), default);

    /// <summary>Solves the regression on mapped features.</summary>
    internal static RidgeToCodewordsBaseline Create(
        IComputeBackend backend, LabeledData training, ClassCodewords codewords, IFeatureMap map, double relativeRidge, CancellationToken cancellation)
    {
        TrainingMoments moments = TrainingMoments.Collect(
            backend, map, training.Features, codewords.Bits, (row, target) => codewords.CopyTarget(training.Labels, row, target), cancellation);
        float[] weights = RidgeRegression.Solve(moments, relativeRidge);
        return new RidgeToCodewordsBaseline(new LinearHash(backend, map, weights, codewords.Bits));
    }

    /// <inheritdoc/>
    public HashCodes Encode(FeatureMatrix features) => hash.Encode(features);
}
