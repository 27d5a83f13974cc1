// Small data on which a net is trained in well under a second.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

internal static class SmallProblem
{
    public const int Features = 13;
    public const int Classes = 4;

    /// <summary>Gaussian clouds around one random centre per class.</summary>
    public static LabeledData Clouds(int rows, ulong seed, bool multiLabel = false)
    {
        var random = new SeededRandom(seed);
        float[] centres = new float[Classes * Features], values = new float[rows * Features];
        foreach (ref float centre in centres.AsSpan())
            centre = 2 * (float)random.NextGaussian();
        int[] classes = new int[rows];
        ulong[] masks = new ulong[rows];
        for (int row = 0; row < rows; row++)
        {
            int first = row % Classes, second = multiLabel ? random.NextInt32(Classes) : first;
            classes[row] = first;
            masks[row] = 1UL << first | 1UL << second;
            for (int j = 0; j < Features; j++)
                values[row * Features + j] = (centres[first * Features + j] + centres[second * Features + j]) / 2 + (float)random.NextGaussian();
        }
        LabelSet labels = multiLabel ? LabelSet.FromMasks(masks, Classes) : LabelSet.FromClasses(classes, Classes);
        return new LabeledData(FeatureMatrix.FromArray(values, rows, Features), labels);
    }

    public static TrainingOptions Options { get; } = new() { Bits = 16, HiddenLayers = 3, Width = 24, Sweeps = 6, Batch = 32, Seed = 5 };

    /// <summary>The bytes of the model's file.</summary>
    public static byte[] Bytes(HashModel model)
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.vdsh");
        try
        {
            model.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Share of the items whose nearest class codeword is that of their class.</summary>
    public static double Accuracy(HashModel model, LabeledData data)
    {
        HashCodes codes = ((IHashEncoder)model).Encode(data.Features), words = model.Codewords!;
        int right = 0;
        for (int row = 0; row < data.Count; row++)
        {
            int nearest = Enumerable.Range(0, words.Count).MinBy(c => Distance(codes[row], words[c]));
            right += data.Labels.Has(row, nearest) ? 1 : 0;
        }
        return (double)right / data.Count;
    }

    private static int Distance(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int distance = 0;
        for (int word = 0; word < a.Length; word++)
            distance += System.Numerics.BitOperations.PopCount(a[word] ^ b[word]);
        return distance;
    }
}
