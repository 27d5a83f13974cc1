// Timing needs data of a given size on every machine, not real data, and data that cost the same from the first sweep to the last.
using Vdsh.Data;

namespace Vdsh.Cli.Bench;

internal static class SyntheticData
{
    /// <summary>
    /// Random items, each of them twice and in two different classes, so that no training is ever content with both: all rows of a mini-batch go backward through
    /// the net, and a sweep is the whole of the algorithm.
    /// </summary>
    public static LabeledData Twins(int items, int columns, int classes, ulong seed)
    {
        var random = new SeededRandom(seed, 0x5E7);
        float[] values = new float[items * columns];
        int[] labels = new int[items];
        for (int row = 0; row < items; row++)
        {
            Span<float> features = values.AsSpan(row * columns, columns);
            if (row % 2 == 0)
            {
                foreach (ref float value in features)
                    value = (float)random.NextGaussian();
                labels[row] = random.NextInt32(classes);
            }
            else
            {
                values.AsSpan((row - 1) * columns, columns).CopyTo(features);
                labels[row] = (labels[row - 1] + 1 + random.NextInt32(classes - 1)) % classes;
            }
        }
        return new LabeledData(FeatureMatrix.FromArray(values, items, columns), LabelSet.FromClasses(labels, classes));
    }
}
