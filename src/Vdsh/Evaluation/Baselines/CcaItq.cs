// The strongest of the classical shallow methods, and on kernel features the one a network has to beat.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>CCA-ITQ (Gong, Lazebnik, Gordo, Perronnin, TPAMI 2013): canonical directions of features and labels, rotated by iterative quantisation.</summary>
internal static class CcaItq
{
    // The labels' covariance has rank C-1 where every item has one label.
    private const double LabelRidge = 1e-3;

    /// <summary>Learns the encoder; where there are fewer canonical directions than bits, the rotation spreads them over all bits.</summary>
    /// <param name="backend">Does the products, also those of the encoder.</param>
    /// <param name="map">Of raw features to those of the method.</param>
    /// <param name="training">n x d features with labels of at least two classes.</param>
    /// <param name="bits">b.</param>
    /// <param name="relativeRidge">On the covariance of the features, relative to their mean variance.</param>
    /// <param name="seed">Seed of the first rotation.</param>
    /// <param name="cancellation">Checked between steps.</param>
    /// <exception cref="InputException">Fewer than two classes occur, or features are not finite.</exception>
    public static IHashEncoder Learn(
        IComputeBackend backend, IFeatureMap map, LabeledData training, int bits, double relativeRidge, ulong seed, CancellationToken cancellation)
    {
        training.Labels.EnsureSeveralClasses("training labels");
        TrainingMoments moments = TrainingMoments.Collect(
            backend, map, training.Features, training.Labels.ClassCount, training.Labels.CopyIndicators, cancellation);
        CanonicalCorrelation directions = CanonicalCorrelation.Solve(moments, training.Labels, bits, relativeRidge, LabelRidge);
        return IterativeQuantization.Learn(backend, map, training.Features, directions.Embedding, directions.Rank, bits, seed, cancellation);
    }
}
