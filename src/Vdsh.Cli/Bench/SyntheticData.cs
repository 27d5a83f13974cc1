// Timing needs data of a given size on every machine, not real data.
using Vdsh.Data;

namespace Vdsh.Cli.Bench;

internal static class SyntheticData
{
    /// <summary>Items around one random centre per class, classes in turn.</summary>
    public static LabeledData Clusters(int items, int columns, int classes, ulong seed)
    {
        var random = new SeededRandom(seed, 0x5E7);
        float[] centres = new float[classes * columns];
        foreach (ref float value in centres.AsSpan())
            value = (float)random.NextGaussian();
        float[] values = new float[items * columns];
        int[] labels = new int[items];
        for (int row = 0; row < items; row++)
        {
            labels[row] = row % classes;
            for (int column = 0; column < columns; column++)
                values[row * columns + column] = centres[labels[row] * columns + column] + (float)random.NextGaussian();
        }
        return new LabeledData(FeatureMatrix.FromArray(values, items, columns), LabelSet.FromClasses(labels, classes));
    }
}
