// Kernel methods without an n x n kernel: similarities to a thousand training items stand in for the features.
using System.Numerics;
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// phi_j(x) = exp(-|x - a_j|^2 / (2 sigma^2)) for anchors a_j, drawn from the training items, and sigma, 0.6 of the mean distance between anchors
/// and other training items; x and a scaled to length 1, as Shen et al. do (CVPR 2015). The phi are centred and scaled in turn (mean and one global scale of a sample), so that sums of
/// their products lose no digits to a common offset.
/// </summary>
internal sealed class RbfMap : IFeatureMap
{
    /// <summary>Anchors, unless there are fewer training items.</summary>
    public const int DefaultAnchors = 1000;

    /// <summary>sigma over the mean distance: one value for all data sets, chosen between 0.3 and 0.9 on MNIST, Fashion-MNIST and CIFAR-10 GIST.</summary>
    public const double RelativeBandwidth = 0.6;

    private const ulong AnchorStream = 0x524246;
    private const int SampleRows = MappedRows.BlockRows;

    private readonly float[] anchorWeights;
    private readonly float inverseVariance;
    private readonly float[] center;
    private readonly float scale;

    private RbfMap(int inputColumns, float[] anchorWeights, int anchors, float inverseVariance, float[] center, float scale)
    {
        InputColumns = inputColumns;
        this.anchorWeights = anchorWeights;
        this.inverseVariance = inverseVariance;
        this.center = center;
        this.scale = scale;
        Columns = anchors;
    }

    public int InputColumns { get; }

    public int Columns { get; }

    /// <summary>sigma, between rows of length 1.</summary>
    public double Bandwidth => 1 / Math.Sqrt(inverseVariance);

    /// <summary>Draws the anchors and measures the bandwidth.</summary>
    /// <param name="backend">Does the products.</param>
    /// <param name="training">n x d raw features.</param>
    /// <param name="anchors">Most anchors; there are never more than n.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <exception cref="InputException">The features are constant or not finite.</exception>
    public static RbfMap Learn(IComputeBackend backend, FeatureMatrix training, int anchors, ulong seed)
    {
        // Refuses what nothing can be learned from.
        Standardization.Learn(training);
        int[] order = [.. Enumerable.Range(0, training.Rows)];
        new SeededRandom(seed, AnchorStream).Shuffle(order);
        int count = Math.Min(anchors, training.Rows);
        float[] weights = AnchorWeights(training.Select(order[..count]));
        // From the other end of the random order: other items than the anchors as far as there are others.
        FeatureMatrix sample = training.Select(order[^Math.Min(SampleRows, training.Rows)..]);
        RbfMap raw = new(training.Columns, weights, count, 1, new float[count], 1);
        using Rows rows = new(backend, raw, sample.Rows);
        double distance = MeanDistance(rows.HalfSquares(sample, 0, sample.Rows));
        double sigma = RelativeBandwidth * distance;
        float inverseVariance = sigma > 0 ? (float)(1 / (sigma * sigma)) : 1;
        RbfMap uncentered = new(training.Columns, weights, count, inverseVariance, raw.center, 1);
        using Rows similarities = new(backend, uncentered, sample.Rows);
        (float[] center, float scale) = Moments(similarities.Similarities(sample, 0, sample.Rows), count);
        return new RbfMap(training.Columns, weights, count, inverseVariance, center, scale);
    }

    public MappedRows Open(IComputeBackend backend, int blockRows) => new Rows(backend, this, blockRows);

    /// <summary>Columns a_j with the last row -|a_j|^2/2, so that [x, 1] weights = -|x - a_j|^2/2 + |x|^2/2.</summary>
    private static float[] AnchorWeights(FeatureMatrix anchors)
    {
        int d = anchors.Columns, count = anchors.Rows;
        float[] rows = new float[count * (d + 1)], weights = new float[(d + 1) * count];
        UnitRows.Fill(anchors, 0, count, rows);
        for (int anchor = 0; anchor < count; anchor++)
        {
            ReadOnlySpan<float> row = rows.AsSpan(anchor * (d + 1), d);
            for (int column = 0; column < d; column++)
                weights[column * count + anchor] = row[column];
            weights[d * count + anchor] = -HalfSquare(row);
        }
        return weights;
    }

    private static float HalfSquare(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float value in row)
            sum += (double)value * value;
        return (float)(sum / 2);
    }

    private static double MeanDistance(ReadOnlySpan<float> halfSquares)
    {
        double sum = 0;
        foreach (float value in halfSquares)
            sum += Math.Sqrt(Math.Max(0, -2.0 * value));
        return sum / halfSquares.Length;
    }

    private static (float[] Center, float Scale) Moments(ReadOnlySpan<float> values, int columns)
    {
        int rows = values.Length / columns;
        double[] means = new double[columns];
        for (int i = 0; i < values.Length; i++)
            means[i % columns] += values[i];
        float[] center = Array.ConvertAll(means, sum => (float)(sum / rows));
        double variance = 0;
        for (int i = 0; i < values.Length; i++)
            variance += Math.Pow(values[i] - center[i % columns], 2);
        return (center, variance > 0 ? (float)Math.Sqrt(values.Length / variance) : 1);
    }

    private sealed class Rows : MappedRows
    {
        private readonly IComputeBackend backend;
        private readonly RbfMap map;
        private readonly DeviceMatrix anchors, input, products, output;
        private readonly float[] hostInput, hostProducts, hostOutput;

        public Rows(IComputeBackend backend, RbfMap map, int blockRows)
        {
            this.backend = backend;
            this.map = map;
            int d = map.InputColumns, k = map.Columns;
            anchors = backend.Allocate(d + 1, k);
            input = backend.Allocate(blockRows, d + 1);
            products = backend.Allocate(blockRows, k);
            output = backend.Allocate(blockRows, k + 1);
            hostInput = new float[blockRows * (d + 1)];
            hostProducts = new float[blockRows * k];
            hostOutput = new float[blockRows * (k + 1)];
            backend.Upload(new ReadOnlySpan2D<float>(map.anchorWeights, d + 1, k), anchors);
        }

        public override DeviceMatrix Load(FeatureMatrix features, int first, int rows)
        {
            int k = map.Columns;
            ReadOnlySpan<float> similarities = Similarities(features, first, rows);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> source = similarities.Slice(row * k, k);
                Span<float> target = hostOutput.AsSpan(row * (k + 1), k + 1);
                int j = 0;
                for (; j <= k - Vector<float>.Count; j += Vector<float>.Count)
                    ((new Vector<float>(source[j..]) - new Vector<float>(map.center, j)) * map.scale).CopyTo(target[j..]);
                for (; j < k; j++)
                    target[j] = (source[j] - map.center[j]) * map.scale;
                target[k] = 1;
            }
            DeviceMatrix block = output.TopRows(rows);
            backend.Upload(new ReadOnlySpan2D<float>(hostOutput, rows, k + 1), block);
            return block;
        }

        /// <summary>exp(-|x - a|^2 / (2 sigma^2)), rows x k.</summary>
        public ReadOnlySpan<float> Similarities(FeatureMatrix features, int first, int rows)
        {
            HalfSquares(features, first, rows);
            Span<float> values = hostProducts.AsSpan(0, rows * map.Columns);
            int i = 0;
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Exp(new Vector<float>(values[i..]) * map.inverseVariance).CopyTo(values[i..]);
            for (; i < values.Length; i++)
                values[i] = MathF.Exp(values[i] * map.inverseVariance);
            return values;
        }

        /// <summary>-|x - a|^2 / 2, rows x k.</summary>
        public ReadOnlySpan<float> HalfSquares(FeatureMatrix features, int first, int rows)
        {
            int d = map.InputColumns, k = map.Columns;
            UnitRows.Fill(features, first, rows, hostInput);
            backend.Upload(new ReadOnlySpan2D<float>(hostInput, rows, d + 1), input.TopRows(rows));
            backend.Affine(input.TopRows(rows), anchors, Activation.None, products.TopRows(rows));
            backend.Download(products.TopRows(rows), new Span2D<float>(hostProducts, rows, k));
            for (int row = 0; row < rows; row++)
            {
                float halfSquare = HalfSquare(hostInput.AsSpan(row * (d + 1), d));
                foreach (ref float value in hostProducts.AsSpan(row * k, k))
                    value -= halfSquare;
            }
            return hostProducts.AsSpan(0, rows * k);
        }

        public override void Dispose()
        {
            anchors.Dispose();
            input.Dispose();
            products.Dispose();
            output.Dispose();
        }
    }
}
