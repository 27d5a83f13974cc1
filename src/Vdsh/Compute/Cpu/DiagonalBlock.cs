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

        for (int j = 0; j < size; j++)
            Eliminate(upper, j, size, start);
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

    private static void Eliminate(double* upper, int j, int size, int start)
    {
        double* pivotRow = upper + (j * Size);
        double pivot = pivotRow[j];
        if (!(pivot > 0) || !double.IsFinite(pivot))
            throw new ArithmeticException($"The matrix is not positive definite, or not finite: pivot {start + j} is {pivot:g6}.");
        double scale = 1 / Math.Sqrt(pivot);
        for (int k = j; k < size; k++)
            pivotRow[k] *= scale;
        for (int i = j + 1; i < size; i++)
            SubtractScaled(pivotRow[i], pivotRow, upper + (i * Size), i, Size);
    }

    // Row i of L^-1 from the rows above it: (e_i - sum over k < i of L_ik row_k) / L_ii.
    private static void InvertRow(double* upper, double* solution, int i)
    {
        double* row = solution + (i * Size);
        for (int k = 0; k < i; k++)
            SubtractScaled(upper[(k * Size) + i], solution + (k * Size), row, 0, k + 1);
        row[i] = 1;
        double scale = 1 / upper[(i * Size) + i];
        for (int k = 0; k <= i; k++)
            row[k] *= scale;
    }

    // to[first..end) -= factor from[first..end), rounded out to whole vectors: what lies beyond is zero or never read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractScaled(double factor, double* from, double* to, int first, int end)
    {
        int w = Vector<double>.Count;
        Vector<double> factors = new(-factor);
        for (int k = first / w * w; k < end; k += w)
            Vector.FusedMultiplyAdd(factors, Vector.Load(from + k), Vector.Load(to + k)).Store(to + k);
    }
}
