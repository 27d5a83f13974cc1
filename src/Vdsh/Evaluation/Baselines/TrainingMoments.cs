// All that a least-squares method needs to know about n items: two averages that one pass over blocks of rows collects.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// Averages over the items of x x^T and x t^T, where x is a mapped row with its last 1 and t a target row. Products of a block are the backend's,
/// the sum over blocks is kept in double: kernel features are so alike that rounding errors of float32 sums would reach the ridge.
/// </summary>
internal sealed class TrainingMoments
{
    private TrainingMoments(double[] gram, double[] cross, int columns, int targets)
    {
        Gram = gram;
        Cross = cross;
        Columns = columns;
        Targets = targets;
    }

    /// <summary>Writes the target row of an item.</summary>
    public delegate void TargetRow(int row, Span<float> destination);

    /// <summary>(k+1) x (k+1), row-major.</summary>
    public double[] Gram { get; }

    /// <summary>(k+1) x t, row-major.</summary>
    public double[] Cross { get; }

    /// <summary>k.</summary>
    public int Columns { get; }

    /// <summary>t.</summary>
    public int Targets { get; }

    /// <summary>Collects the averages; rows pass over the device in blocks.</summary>
    /// <param name="backend">Does the products.</param>
    /// <param name="map">Of raw features to k numbers.</param>
    /// <param name="features">n x d raw features.</param>
    /// <param name="targets">t.</param>
    /// <param name="fillTarget">Writes the t targets of an item.</param>
    /// <param name="cancellation">Checked between blocks.</param>
    public static TrainingMoments Collect(
        IComputeBackend backend, IFeatureMap map, FeatureMatrix features, int targets, TargetRow fillTarget, CancellationToken cancellation)
    {
        int dimension = map.Columns + 1;
        int block = MappedRows.BlockFor(features.Rows);
        float[] hostTargets = new float[block * targets], hostGram = new float[dimension * dimension], hostCross = new float[dimension * targets];
        using MappedRows mapped = map.Open(backend, block);
        using DeviceMatrix deviceTargets = backend.Allocate(block, targets);
        using DeviceMatrix gram = backend.Allocate(dimension, dimension), cross = backend.Allocate(dimension, targets);
        TrainingMoments moments = new(new double[dimension * dimension], new double[dimension * targets], map.Columns, targets);
        for (int first = 0; first < features.Rows; first += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(block, features.Rows - first);
            DeviceMatrix rows = mapped.Load(features, first, count);
            for (int row = 0; row < count; row++)
                fillTarget(first + row, hostTargets.AsSpan(row * targets, targets));
            backend.Upload(new ReadOnlySpan2D<float>(hostTargets, count, targets), deviceTargets.TopRows(count));
            backend.GramMoment(rows, 0, gram);
            backend.Multiply(rows, Transpose.Yes, deviceTargets.TopRows(count), Transpose.No, 1f / count, 0, cross);
            backend.Download(gram, new Span2D<float>(hostGram, dimension, dimension));
            backend.Download(cross, new Span2D<float>(hostCross, dimension, targets));
            double share = (double)count / features.Rows;
            for (int row = 0; row < dimension; row++)
                Add(hostGram.AsSpan(row * dimension, row + 1), share, moments.Gram.AsSpan(row * dimension));
            Add(hostCross, share, moments.Cross);
        }
        Mirror(moments.Gram, dimension);
        return moments;
    }

    /// <summary>The mean mapped row, k numbers.</summary>
    public ReadOnlySpan<double> Mean => Gram.AsSpan(Columns * (Columns + 1), Columns);

    /// <summary>Covariance of the mapped rows, k x k.</summary>
    public double[] Covariance()
    {
        double[] covariance = new double[Columns * Columns];
        for (int i = 0; i < Columns; i++)
        {
            for (int j = 0; j < Columns; j++)
                covariance[i * Columns + j] = Gram[i * (Columns + 1) + j] - Mean[i] * Mean[j];
        }
        return covariance;
    }

    /// <summary>Covariance of mapped rows and targets, k x t.</summary>
    public double[] CrossCovariance()
    {
        double[] covariance = new double[Columns * Targets];
        for (int i = 0; i < Columns; i++)
        {
            for (int j = 0; j < Targets; j++)
                covariance[i * Targets + j] = Cross[i * Targets + j] - Mean[i] * Cross[Columns * Targets + j];
        }
        return covariance;
    }

    // The device gives the lower triangle only.
    private static void Mirror(double[] matrix, int size)
    {
        for (int row = 0; row < size; row++)
        {
            for (int column = row + 1; column < size; column++)
                matrix[row * size + column] = matrix[column * size + row];
        }
    }

    private static void Add(ReadOnlySpan<float> values, double share, Span<double> sums)
    {
        for (int i = 0; i < values.Length; i++)
            sums[i] += share * values[i];
    }
}
