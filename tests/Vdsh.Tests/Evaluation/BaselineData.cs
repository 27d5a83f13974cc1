// Small random labelled data for the tests of the baselines.
using Vdsh.Data;

namespace Vdsh.Tests.Evaluation;

internal static class BaselineData
{
    /// <summary>Classes around random centres; features of different scales and with an offset.</summary>
    public static LabeledData Blobs(int count, int columns, int classes, ulong seed)
    {
        SeededRandom random = new(seed, 77);
        float[] centres = [.. Enumerable.Range(0, classes * columns).Select(_ => (float)(2 * random.NextGaussian()))];
        float[] values = new float[count * columns];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = row < classes ? row : random.NextInt32(classes);
            for (int column = 0; column < columns; column++)
                values[row * columns + column] = (float)((random.NextGaussian() + centres[labels[row] * columns + column]) * (1 + column % 3) + 5);
        }
        return new LabeledData(FeatureMatrix.FromArray(values, count, columns), LabelSet.FromClasses(labels, classes));
    }

    /// <summary>Each label adds its own direction; an item may have no label.</summary>
    public static LabeledData MultiLabel(int count, int columns, int classes, ulong seed)
    {
        SeededRandom random = new(seed, 78);
        float[] directions = [.. Enumerable.Range(0, classes * columns).Select(_ => (float)random.NextGaussian())];
        float[] values = [.. Enumerable.Range(0, count * columns).Select(_ => (float)random.NextGaussian())];
        ulong[] masks = new ulong[count];
        for (int row = 0; row < count; row++)
        {
            for (int label = 0; label < classes; label++)
            {
                if (random.NextInt32(3) != 0)
                    continue;
                masks[row] |= 1UL << label;
                for (int column = 0; column < columns; column++)
                    values[row * columns + column] += directions[label * columns + column];
            }
        }
        return new LabeledData(FeatureMatrix.FromArray(values, count, columns), LabelSet.FromMasks(masks, classes));
    }

    /// <summary>Features in double, row-major.</summary>
    public static double[] Values(FeatureMatrix features)
    {
        float[] row = new float[features.Columns];
        double[] values = new double[features.Rows * features.Columns];
        for (int i = 0; i < features.Rows; i++)
        {
            features.CopyRow(i, row);
            for (int j = 0; j < row.Length; j++)
                values[i * row.Length + j] = row[j];
        }
        return values;
    }

    /// <summary>Covariance of the columns of a (n x p) and b (n x q) with plain loops: p x q.</summary>
    public static double[] Covariance(double[] a, double[] b, int count)
    {
        int p = a.Length / count, q = b.Length / count;
        double[] covariance = new double[p * q];
        for (int i = 0; i < p; i++)
        {
            double meanA = Enumerable.Range(0, count).Average(row => a[row * p + i]);
            for (int j = 0; j < q; j++)
            {
                double meanB = Enumerable.Range(0, count).Average(row => b[row * q + j]);
                covariance[i * q + j] = Enumerable.Range(0, count).Average(row => (a[row * p + i] - meanA) * (b[row * q + j] - meanB));
            }
        }
        return covariance;
    }
}
