// The small dense blocks at the bottom of the recursion, in double precision because every error there spreads to all that follows.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>Cholesky factor and its inverse for one block of at most <see cref="Size"/> rows.</summary>
internal static unsafe class DiagonalBlock
{
    /// <summary>Largest block.</summary>
    public const int Size = 64;

    /// <summary>Where the recursion splits: a multiple of the block size near the middle.</summary>
    public static int Half(int size) => ((size / 2) + Size - 1) / Size * Size;

    /// <summary>Replaces a block by its factor L (lower triangle only) and writes L^-1 with zeros above the diagonal.</summary>
    /// <param name="block">size x size.</param>
    /// <param name="stride">Floats from row to row of the block.</param>
    /// <param name="size">At most <see cref="Size"/>.</param>
    /// <param name="start">Row of the whole matrix at which the block starts, for the message.</param>
    /// <param name="inverse">size x size, rows <see cref="Size"/> apart.</param>
    /// <exception cref="ArithmeticException">A pivot is not positive or not finite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Factorise(float* block, nint stride, int size, int start, float* inverse)
    {
        // Rows of the upper factor L^T are contiguous, which is what vectors want; likewise rows of the inverse.
        double* upper = stackalloc double[2 * Size * Size];
        double* solution = upper + (Size * Size);
        new Span<double>(upper, 2 * Size * Size).Clear();
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
                upper[(j * Size) + i] = block[(i * stride) + j];
        }

        for (int i = 0; i < size; i++)
            FactoriseRow(upper, i, size, start);
        for (int i = 0; i < size; i++)
            InvertRow(upper, solution, i);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
                block[(i * stride) + j] = (float)upper[(j * Size) + i];
            for (int j = 0; j < size; j++)
                inverse[(i * Size) + j] = (float)solution[(i * Size) + j];
        }
    }

    // Row i of L^T from the rows above it: (row i of A - sum over k < i of L_ik row_k) / L_ii.
    private static void FactoriseRow(double* upper, int i, int size, int start)
    {
        double* row = upper + (i * Size);
        SubtractRows(upper + i, upper, i, row, i, size);
        double pivot = row[i];
        if (!(pivot > 0) || !double.IsFinite(pivot))
            throw new ArithmeticException($"The matrix is not positive definite, or not finite: pivot {start + i} is {pivot:g6}.");
        double scale = 1 / Math.Sqrt(pivot);
        for (int k = i; k < size; k++)
            row[k] *= scale;
    }

    // Row i of L^-1 from the rows above it: (e_i - sum over k < i of L_ik row_k) / L_ii.
    private static void InvertRow(double* upper, double* solution, int i)
    {
        double* row = solution + (i * Size);
        SubtractRows(upper + i, solution, i, row, 0, i);
        row[i] = 1;
        double scale = 1 / upper[(i * Size) + i];
        for (int k = 0; k <= i; k++)
            row[k] *= scale;
    }

    // to[first..end) -= sum over k < count of factors[k Size] row_k[first..end), in the order of k and in registers, rounded out to whole groups of vectors:
    // what lies beyond is zero or never read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractRows(double* factors, double* rows, int count, double* to, int first, int end)
    {
        int w = Vector<double>.Count, group = 8 * w;
        for (int at = first / group * group; at < end; at += group)
        {
            double* sums = to + at;
            Vector<double> s0 = Vector.Load(sums), s1 = Vector.Load(sums + w), s2 = Vector.Load(sums + (2 * w)), s3 = Vector.Load(sums + (3 * w));
            Vector<double> s4 = Vector.Load(sums + (4 * w)), s5 = Vector.Load(sums + (5 * w)), s6 = Vector.Load(sums + (6 * w)), s7 = Vector.Load(sums + (7 * w));
            double* row = rows + at, factor = factors;
            for (int k = 0; k < count; k++, row += Size, factor += Size)
            {
                Vector<double> x = new(-*factor);
                s0 = Vector.FusedMultiplyAdd(x, Vector.Load(row), s0);
                s1 = Vector.FusedMultiplyAdd(x, Vector.Load(row + w), s1);
                s2 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (2 * w)), s2);
                s3 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (3 * w)), s3);
                s4 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (4 * w)), s4);
                s5 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (5 * w)), s5);
                s6 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (6 * w)), s6);
                s7 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (7 * w)), s7);
            }

            s0.Store(sums);
            s1.Store(sums + w);
            s2.Store(sums + (2 * w));
            s3.Store(sums + (3 * w));
            s4.Store(sums + (4 * w));
            s5.Store(sums + (5 * w));
            s6.Store(sums + (6 * w));
            s7.Store(sums + (7 * w));
        }
    }
}
