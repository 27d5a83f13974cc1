// Readers of models need good ones to start from; these are drawn once, the same in every run.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

internal static class SmallModels
{
    /// <summary>A model with the given numbers of inputs, hidden units and bits.</summary>
    public static HashModel Create(int[] widths, HashCodes? codewords = null, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var random = new SeededRandom(7);
        var layers = new float[widths.Length - 1][,];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            float[,] weights = layers[layer] = new float[widths[layer] + 1, widths[layer + 1]];
            for (int row = 0; row <= widths[layer]; row++)
            {
                for (int column = 0; column < widths[layer + 1]; column++)
                    weights[row, column] = (float)random.NextGaussian();
            }
        }
        float[] mean = [.. Enumerable.Range(0, widths[0]).Select(i => 0.25f * i)];
        return new HashModel(layers, new Standardization(mean, 0.5f), "codeword", codewords, metadata);
    }
}
