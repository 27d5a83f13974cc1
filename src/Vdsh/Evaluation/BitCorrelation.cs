// Bits that repeat each other waste a code's length; the matrix of their correlations shows which do.
using System.Numerics;
using Vdsh.Codes;

namespace Vdsh.Evaluation;

/// <summary>Pearson correlation of the bits of a set of codes.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class BitCorrelation
{
    /// <summary>
    /// r[i, j] = (n c_ij - c_i c_j) / sqrt((n c_i - c_i^2) (n c_j - c_j^2)), with c_i the codes in which bit i is set and c_ij those in which both are.
    /// The counts are exact: each bit becomes a plane of n bits, and a pair costs n/64 population counts.
    /// </summary>
    /// <param name="codes">n codes of b bits.</param>
    /// <param name="bits">How many bits to compare, from the first on; null for all b.</param>
    /// <returns>bits x bits, symmetric; NaN in the rows and columns of constant bits.</returns>
    public static double[,] Of(HashCodes codes, int? bits = null)
    {
        int count = Math.Clamp(bits ?? codes.Bits, 0, codes.Bits);
        int words = HashCodes.WordsFor(codes.Count);
        ulong[] planes = Planes(codes, count, words);
        var matrix = new double[count, count];
        long[] ones = new long[count];
        for (int bit = 0; bit < count; bit++)
            ones[bit] = Common(planes.AsSpan(bit * words, words), planes.AsSpan(bit * words, words));
        Parallel.For(0, count, row =>
        {
            for (int column = 0; column <= row; column++)
            {
                long both = Common(planes.AsSpan(row * words, words), planes.AsSpan(column * words, words));
                matrix[row, column] = matrix[column, row] = row == column && Spread(row) > 0 ? 1 : Covariance(row, column, both) / Math.Sqrt((double)Spread(row) * Spread(column));
            }
        });
        return matrix;

        long Spread(int bit) => codes.Count * ones[bit] - ones[bit] * ones[bit];

        double Covariance(int row, int column, long both) => codes.Count * both - ones[row] * ones[column];
    }

    // Plane b holds bit b of every code, code i at bit i mod 64 of word i/64.
    private static ulong[] Planes(HashCodes codes, int count, int words)
    {
        ulong[] planes = new ulong[count * words];
        for (int row = 0; row < codes.Count; row++)
        {
            ReadOnlySpan<ulong> code = codes[row];
            for (int bit = 0; bit < count; bit++)
                planes[bit * words + row / 64] |= (code[bit / 64] >> (bit % 64) & 1) << (row % 64);
        }
        return planes;
    }

    private static long Common(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        long sum = 0;
        for (int word = 0; word < a.Length; word++)
            sum += BitOperations.PopCount(a[word] & b[word]);
        return sum;
    }
}
