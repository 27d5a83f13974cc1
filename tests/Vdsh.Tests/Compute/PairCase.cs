// Batches on which the objectives over pairs have broken elsewhere: nothing to find, nothing but hits, equal codes, many labels.
using System.Numerics;

namespace Vdsh.Tests.Compute;

/// <summary>What is special about a batch.</summary>
public enum PairCase
{
    /// <summary>Random codes of four classes.</summary>
    Classes,

    /// <summary>All items are of one class: every item is relevant.</summary>
    OneClass,

    /// <summary>All items are of different classes: nothing is relevant.</summary>
    AllDifferent,

    /// <summary>Every code occurs several times.</summary>
    Duplicates,

    /// <summary>Codes of -1 and +1: distances are whole numbers, equal ones abound and lie on the edges of bins.</summary>
    Ties,

    /// <summary>Items with none to five of seven labels, and one item with all.</summary>
    MultiLabel,

    /// <summary>Half of the items share a class, the others are alone.</summary>
    Singletons,
}

/// <summary>Random batches of each kind.</summary>
internal static class PairCases
{
    /// <summary>Codes within -1..1, n x bits.</summary>
    public static float[,] Codes(PairCase kind, Random random, int n, int bits)
    {
        float[,] codes = ReferenceAlgebra.Random(random, n, bits);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < bits; j++)
            {
                if (kind == PairCase.Duplicates && i >= 5)
                    codes[i, j] = codes[i % 5, j];
                if (kind == PairCase.Ties)
                    codes[i, j] = codes[i, j] >= 0 ? 1 : -1;
            }
        }

        return codes;
    }

    /// <summary>To a multiple of 1/2048, so that no rounding of float32 decides on which side of a bin's edge a distance lies.</summary>
    public static float Rounded(double product) => (float)(Math.Round(product * 2048) / 2048);

    /// <summary>Labels as bit masks.</summary>
    public static ulong[] Labels(PairCase kind, Random random, int n) => [.. Enumerable.Range(0, n).Select(i => kind switch
    {
        PairCase.OneClass => 1UL,
        PairCase.AllDifferent => 0UL,
        PairCase.MultiLabel => i == n / 2 ? 127UL : (ulong)(random.Next(128) & random.Next(128)),
        PairCase.Singletons => i % 2 == 0 ? 1UL : 0UL,
        _ => 1UL << random.Next(4),
    })];

    /// <summary>Labels shared, n x n; an item shares its own with itself.</summary>
    public static float[,] Affinity(ulong[] labels)
    {
        float[,] affinity = new float[labels.Length, labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = 0; j < labels.Length; j++)
                affinity[i, j] = i == j ? Math.Max(1, BitOperations.PopCount(labels[i])) : BitOperations.PopCount(labels[i] & labels[j]);
        }

        return affinity;
    }
}
