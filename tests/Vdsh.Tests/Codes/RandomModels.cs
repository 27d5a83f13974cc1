// Models that look like trained ones (about half of the hidden units silent), and their forward pass written a second time, in double.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

internal static class RandomModels
{
    public static readonly int[][] Shapes =
    [
        [1, 1], [3, 2], [5, 64], [17, 31, 65], [64, 16, 16, 8], [255, 48], [256, 33, 48], [257, 100, 257, 130], [300, 513, 7], [784, 128, 128, 128, 48], [20, 600, 520, 12],
    ];

    /// <summary>A model with the given numbers of inputs, hidden units and bits.</summary>
    public static HashModel Create(int[] widths, Random random, HashCodes? codewords = null, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        // Small means become part of the first layer's weights, large ones are subtracted from the features.
        float largest = random.Next(2) == 0 ? 1 : 10;
        float[] mean = [.. Enumerable.Range(0, widths[0]).Select(_ => (random.NextSingle() * 2 - 1) * largest)];
        var layers = new List<float[,]>();
        for (int layer = 1; layer < widths.Length; layer++)
        {
            float[,] weights = new float[widths[layer - 1] + 1, widths[layer]];
            float size = MathF.Sqrt(6f / widths[layer - 1]);
            for (int row = 0; row < weights.GetLength(0); row++)
            {
                for (int column = 0; column < weights.GetLength(1); column++)
                    weights[row, column] = (random.NextSingle() * 2 - 1) * size;
            }
            layers.Add(weights);
        }
        return new HashModel(layers, new Standardization(mean, 0.5f + random.NextSingle()), "codeword", codewords, metadata);
    }

    /// <summary>Features, some of which equal the mean, so that standardised zeros occur; of every other call most are zero, as those of images are.</summary>
    public static float[] Features(HashModel model, int rows, Random random)
    {
        float[] values = new float[rows * model.InputColumns];
        double zeros = random.Next(2) * 0.7;
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() < zeros ? 0 : random.Next(4) == 0 ? model.Mean[i % model.InputColumns] : random.NextSingle() * 4 - 2;
        return values;
    }

    /// <summary>The outputs in double, and for each a bound on what float32 may deviate: the same sums over absolute values.</summary>
    public static (double[] Outputs, double[] Magnitudes) Reference(HashModel model, ReadOnlySpan<float> features)
    {
        double[] z = new double[model.InputColumns], size = new double[model.InputColumns];
        for (int i = 0; i < z.Length; i++)
        {
            z[i] = ((double)features[i] - model.Mean[i]) * model.Scale;
            size[i] = (Math.Abs((double)features[i]) + Math.Abs(model.Mean[i])) * model.Scale;
        }
        for (int layer = 0; layer < model.Layers; layer++)
        {
            double[] u = new double[model.Widths[layer]], sizes = new double[model.Widths[layer]];
            for (int j = 0; j < u.Length; j++)
            {
                u[j] = model.Weights(layer)[z.Length, j];
                sizes[j] = Math.Abs(u[j]);
                for (int i = 0; i < z.Length; i++)
                {
                    u[j] += z[i] * model.Weights(layer)[i, j];
                    sizes[j] += size[i] * Math.Abs(model.Weights(layer)[i, j]);
                }
                if (layer < model.HiddenLayers)
                    u[j] = Math.Max(u[j], 0);
            }
            (z, size) = (u, sizes);
        }
        return (z, size);
    }
}
