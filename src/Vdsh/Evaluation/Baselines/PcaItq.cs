// The classical unsupervised method: what can be had without a single label.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>PCA-ITQ (Gong, Lazebnik, CVPR 2011): the b principal directions of the features, rotated by iterative quantisation.</summary>
internal static class PcaItq
{
    /// <summary>Learns the encoder.</summary>
    /// <param name="backend">Does the products, also those of the encoder.</param>
    /// <param name="training">n x d features; labels are not looked at.</param>
    /// <param name="bits">b, at most d.</param>
    /// <param name="seed">Seed of the first rotation.</param>
    /// <param name="cancellation">Checked between steps.</param>
    /// <exception cref="InputException">There are more bits than features, or the features are constant or not finite.</exception>
    public static IHashEncoder Learn(IComputeBackend backend, FeatureMatrix training, int bits, ulong seed, CancellationToken cancellation)
    {
        if (bits > training.Columns)
            throw new InputException($"PCA-ITQ takes a principal direction of the features for each bit, but there are {bits} bits and {training.Columns} features; choose at most {training.Columns} bits or leave pca-itq out.");
        StandardizedMap map = new(Standardization.Learn(training));
        return IterativeQuantization.Learn(backend, map, training, Embedding(backend, map, training, bits, cancellation), bits, bits, seed, cancellation);
    }

    /// <summary>The principal directions as columns, with the bias -mean directions as last row: (d+1) x r.</summary>
    public static double[] Embedding(IComputeBackend backend, IFeatureMap map, FeatureMatrix training, int rank, CancellationToken cancellation)
    {
        TrainingMoments moments = TrainingMoments.Collect(backend, map, training, 1, static (_, target) => target.Clear(), cancellation);
        int k = moments.Columns;
        SymmetricEigen eigen = SymmetricEigen.Decompose(moments.Covariance(), k);
        double[] weights = DenseAlgebra.Transpose(eigen.Vectors[..(rank * k)], k);
        double[] bias = DenseAlgebra.Multiply(moments.Mean, weights, k);
        DenseAlgebra.Scale(-1, bias);
        return [.. weights, .. bias];
    }
}
