// Benchmarks need networks and codes of the right shape, not trained ones.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.Bench;

internal static class RandomInputs
{
    /// <summary>A network of random weights.</summary>
    public static HashModel Model(int inputs, int hiddenLayers, int width, int bits, ulong seed)
    {
        var random = new SeededRandom(seed, 0xBE7C);
        var weights = new float[hiddenLayers + 1][,];
        int rows = inputs;
        for (int layer = 0; layer < weights.Length; layer++)
        {
            int columns = layer < hiddenLayers ? width : bits;
            weights[layer] = new float[rows + 1, columns];
            // Kaiming's scale keeps activations of a deep net in the normal range, as training does.
            float scale = MathF.Sqrt(2f / rows);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                    weights[layer][row, column] = scale * (float)random.NextGaussian();
            }
            rows = columns;
        }
        return new HashModel(weights, new Standardization(new float[inputs], 1), "none");
    }

    /// <summary>Random features.</summary>
    public static FeatureMatrix Features(int items, int columns, ulong seed)
    {
        var random = new SeededRandom(seed, 0xFEA7);
        float[] values = new float[items * columns];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextGaussian();
        return FeatureMatrix.FromArray(values, items, columns);
    }

    /// <summary>Outputs of a code layer whose signs are given codes; their sizes are Gaussian.</summary>
    public static QueryOutputs Outputs(HashCodes codes, ulong seed)
    {
        var random = new SeededRandom(seed, 0x0475);
        float[] values = new float[codes.Count * codes.Bits];
        for (int i = 0; i < values.Length; i++)
        {
            float size = (float)Math.Abs(random.NextGaussian());
            values[i] = codes.Bit(i / codes.Bits, i % codes.Bits) ? size : -size;
        }
        return new QueryOutputs(values, codes.Count, codes.Bits);
    }

    /// <summary>Random codes.</summary>
    public static HashCodes Codes(int items, int bits, ulong seed)
    {
        var random = new SeededRandom(seed, 0xC0DE5);
        int words = HashCodes.WordsFor(bits);
        ulong[] codes = new ulong[checked(items * words)];
        ulong lastWord = bits % 64 == 0 ? ulong.MaxValue : (1UL << bits % 64) - 1;
        for (int i = 0; i < codes.Length; i++)
            codes[i] = random.NextUInt64() & (i % words == words - 1 ? lastWord : ulong.MaxValue);
        return new HashCodes(codes, items, bits);
    }

    /// <summary>Codes as trained models give them: near one of some centres.</summary>
    /// <param name="items">Number of codes.</param>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="centres">Number of centres; the same for every <paramref name="draw"/>.</param>
    /// <param name="flipped">Share of bits that differ from the centre.</param>
    /// <param name="seed">Decides the centres.</param>
    /// <param name="draw">Decides which centre a code has and which bits differ.</param>
    public static HashCodes ClusteredCodes(int items, int bits, int centres, double flipped, ulong seed, ulong draw)
    {
        HashCodes middle = Codes(centres, bits, seed);
        var random = new SeededRandom(seed, 0xC1A5 + draw);
        int words = middle.WordsPerCode;
        ulong[] codes = new ulong[checked(items * words)];
        // The distance to the next flipped bit is geometric, which takes a twentieth of the random numbers.
        double scale = 1 / Math.Log(1 - flipped);
        for (int item = 0; item < items; item++)
        {
            Span<ulong> code = codes.AsSpan(item * words, words);
            middle[random.NextInt32(centres)].CopyTo(code);
            for (long bit = Skip(); bit < bits; bit += 1 + Skip())
                code[(int)bit / 64] ^= 1UL << (int)(bit % 64);
        }
        return new HashCodes(codes, items, bits);

        long Skip() => (long)(Math.Log(1 - random.NextDouble()) * scale);
    }

    /// <summary>Multiply-adds of encoding one item, counted as two operations each.</summary>
    public static double FlopsPerItem(HashModel model) => 2.0 * model.Parameters;
}
