// The method that made kernels and pairwise labels standard in hashing.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// Supervised hashing with kernels (Liu, Wang, Ji, Jiang, Chang, CVPR 2012) on a drawn subset of l training items: code inner products H H^T shall
/// approximate b S, where S is +1 for pairs that share a label and -1 otherwise. Bits are learned one after another, each against what the ones
/// before left over: a spectral relaxation gives the start, gradient ascent on sigmoid-smoothed bits improves it, and the better of the two is kept.
/// </summary>
internal static class Ksh
{
    /// <summary>Labelled items l, unless there are fewer.</summary>
    public const int LabelledItems = 2000;

    /// <summary>Anchors of the kernel, as in the paper.</summary>
    public const int Anchors = 300;

    private const ulong SubsetStream = 0x4B5348;

    /// <summary>Learns the encoder.</summary>
    /// <param name="backend">Does the products, also those of the encoder.</param>
    /// <param name="training">n x d features with labels of at least two classes.</param>
    /// <param name="bits">b.</param>
    /// <param name="seed">Seed of the subset and of the anchors.</param>
    /// <param name="cancellation">Checked between bits.</param>
    /// <exception cref="InputException">Fewer than two classes occur, or features are constant or not finite.</exception>
    public static IHashEncoder Learn(IComputeBackend backend, LabeledData training, int bits, ulong seed, CancellationToken cancellation)
    {
        training.Labels.EnsureSeveralClasses("training labels");
        RbfMap map = RbfMap.Learn(backend, training.Features, Anchors, seed);
        int[] order = [.. Enumerable.Range(0, training.Count)];
        new SeededRandom(seed, SubsetStream).Shuffle(order);
        int[] subset = order[..Math.Min(LabelledItems, training.Count)];
        Array.Sort(subset);
        LabeledData labelled = training.Select(subset);
        (double[] kernel, double[] means) = CentredKernel(backend, map, labelled.Features);
        double[] directions = new KshBits(kernel, map.Columns, new LabelPairs(labelled.Labels), bits).Learn(bits, cancellation);
        double[] bias = DenseAlgebra.Multiply(means, directions, map.Columns);
        DenseAlgebra.Scale(-1, bias);
        float[] weights = [.. directions.Concat(bias).Select(value => (float)value)];
        return new LinearHash(backend, map, weights, bits);
    }

    /// <summary>Kernel features of the items minus their means: l x k, and the k means.</summary>
    private static (double[] Kernel, double[] Means) CentredKernel(IComputeBackend backend, RbfMap map, FeatureMatrix features)
    {
        int rows = features.Rows, k = map.Columns;
        double[] kernel = new double[rows * k], means = new double[k];
        int block = MappedRows.BlockFor(rows);
        using (MappedRows mapped = map.Open(backend, block))
        {
            for (int first = 0; first < rows; first += block)
            {
                int count = Math.Min(block, rows - first);
                float[] values = DeviceValues.Single(backend, mapped.Load(features, first, count).LeftColumns(k));
                for (int i = 0; i < values.Length; i++)
                    kernel[first * k + i] = values[i];
            }
        }
        for (int row = 0; row < rows; row++)
            DenseAlgebra.Add(1.0 / rows, kernel.AsSpan(row * k, k), means);
        for (int row = 0; row < rows; row++)
            DenseAlgebra.Add(-1, means, kernel.AsSpan(row * k, k));
        return (kernel, means);
    }
}
