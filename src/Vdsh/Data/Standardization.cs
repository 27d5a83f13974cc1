// The network sees centred features of unit average variance; the numbers that achieve it are learned once and stored in the model.
using System.Numerics;

namespace Vdsh.Data;

/// <summary>
/// x -> (x - mean) * scale with one mean per feature and one scale for all of them. A scale per feature would blow up the noise of features
/// that hardly vary (border pixels), so the scale is global: 1/sqrt of the mean over the features of the variance. Immutable, thread-safe.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class Standardization
{
    private readonly float[] mean;

    /// <summary>Creates the transformation from stored numbers.</summary>
    /// <param name="mean">d means; kept, not copied.</param>
    /// <param name="scale">The global scale; positive and finite.</param>
    /// <exception cref="ArgumentException">A number is not finite, or the scale is not positive, or there is no feature.</exception>
    public Standardization(float[] mean, float scale)
    {
        if (mean.Length == 0)
            throw new ArgumentException("There must be at least one feature.", nameof(mean));
        int column = FeatureCheck.IndexOfNonFinite(mean);
        if (column >= 0)
            throw new ArgumentException($"The mean of feature {column} is not finite.", nameof(mean));
        if (!float.IsFinite(scale) || scale <= 0)
            throw new ArgumentException($"The scale must be positive and finite, not {scale}.", nameof(scale));
        this.mean = mean;
        Scale = scale;
    }

    /// <summary>The mean of each feature: d values.</summary>
    public ReadOnlySpan<float> Mean => mean;

    /// <summary>The scale of all features.</summary>
    public float Scale { get; }

    /// <summary>Number of features d.</summary>
    public int Columns => mean.Length;

    /// <summary>Learns mean and scale on the given rows: two passes, sums in double in row order, so the result does not depend on threads.</summary>
    /// <param name="training">n x d features, the training rows only.</param>
    /// <param name="name">What the features are called in messages, for example the file.</param>
    /// <exception cref="InputException">There are no rows, all features are constant, or a value is not finite.</exception>
    public static Standardization Learn(FeatureMatrix training, string name = "training features")
    {
        if (training.Rows == 0 || training.Columns == 0)
            throw new InputException($"{name}: {training.Rows} rows of {training.Columns} features cannot be standardised; give at least two different rows.");
        int d = training.Columns;
        float[] row = new float[d];
        double[] means = new double[d], squares = new double[d];
        training.CopyRow(0, row);
        // Sums of differences to the first row: exact zero for constant features, and no cancellation when the mean is large.
        double[] center = Array.ConvertAll(row, value => (double)value);
        for (int i = 0; i < training.Rows; i++)
        {
            training.CopyRow(i, row);
            AddDifferences(row, center, means);
        }
        for (int j = 0; j < d; j++)
            means[j] = center[j] + means[j] / training.Rows;
        for (int i = 0; i < training.Rows; i++)
        {
            training.CopyRow(i, row);
            AddSquaredDifferences(row, means, squares);
        }
        double total = 0;
        foreach (double square in squares)
            total += square;
        double variance = total / ((double)training.Rows * d);
        if (variance == 0)
            throw new InputException($"{name}: all features are constant (every row equals the first), so there is nothing to learn from; give features that differ.");
        float scale = (float)(1 / Math.Sqrt(variance));
        if (!float.IsFinite(scale) || scale <= 0)
        {
            FeatureCheck.EnsureFinite(training, name);
            throw new InputException($"{name}: the mean variance of the features is {variance:G3}, beyond what float32 can scale; bring the features to a usual range.");
        }
        return new Standardization(Array.ConvertAll(means, value => (float)value), scale);
    }

    /// <summary>Standardises one row; source and destination may be the same span.</summary>
    /// <param name="row">d features.</param>
    /// <param name="destination">Receives d values; longer spans keep their tail.</param>
    /// <exception cref="ArgumentException">The row does not have d features or the destination is shorter.</exception>
    public void Apply(ReadOnlySpan<float> row, Span<float> destination)
    {
        if (row.Length != mean.Length)
            throw new ArgumentException($"A row of {row.Length} features was given where {mean.Length} were learned.", nameof(row));
        Span<float> target = destination[..row.Length];
        int i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            ((new Vector<float>(row[i..]) - new Vector<float>(mean, i)) * Scale).CopyTo(target[i..]);
        for (; i < row.Length; i++)
            target[i] = (row[i] - mean[i]) * Scale;
    }

    // Vectors run across the features, so that every feature is summed in row order and the result does not depend on the vector width either.
    private static void AddDifferences(ReadOnlySpan<float> row, ReadOnlySpan<double> center, Span<double> sums)
    {
        int half = Vector<double>.Count, j = 0;
        for (; j <= row.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(row[j..]), out Vector<double> low, out Vector<double> high);
            (new Vector<double>(sums[j..]) + (low - new Vector<double>(center[j..]))).CopyTo(sums[j..]);
            (new Vector<double>(sums[(j + half)..]) + (high - new Vector<double>(center[(j + half)..]))).CopyTo(sums[(j + half)..]);
        }
        for (; j < row.Length; j++)
            sums[j] += row[j] - center[j];
    }

    private static void AddSquaredDifferences(ReadOnlySpan<float> row, ReadOnlySpan<double> center, Span<double> sums)
    {
        int half = Vector<double>.Count, j = 0;
        for (; j <= row.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(row[j..]), out Vector<double> low, out Vector<double> high);
            low -= new Vector<double>(center[j..]);
            high -= new Vector<double>(center[(j + half)..]);
            (new Vector<double>(sums[j..]) + low * low).CopyTo(sums[j..]);
            (new Vector<double>(sums[(j + half)..]) + high * high).CopyTo(sums[(j + half)..]);
        }
        for (; j < row.Length; j++)
        {
            double difference = row[j] - center[j];
            sums[j] += difference * difference;
        }
    }
}
