// Principal and canonical directions are eigenvectors; matrices of a thousand rows need no library for that, only a few seconds.
using static Vdsh.Evaluation.Baselines.DenseAlgebra;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// All eigenvalues and eigenvectors of a real symmetric matrix in double: Householder reduction to a tridiagonal matrix, then the implicit QL
/// iteration (Golub and Van Loan, "Matrix Computations", 8.3; EISPACK's tql2). Vectors are kept as rows, so that every inner loop is contiguous.
/// </summary>
internal sealed class SymmetricEigen
{
    private const int MaximumIterations = 60;
    private const double Precision = 1.1e-16;

    private readonly int n;
    private readonly double[] a;
    private readonly double[] diagonal;
    private readonly double[] offDiagonal;
    private readonly double[] factors;
    private double[] vectors;

    private SymmetricEigen(double[] matrix, int size)
    {
        n = size;
        a = matrix;
        diagonal = new double[n];
        offDiagonal = new double[n];
        factors = new double[n];
        vectors = new double[n * n];
    }

    /// <summary>The eigenvalues, largest first.</summary>
    public ReadOnlySpan<double> Values => diagonal;

    /// <summary>The unit eigenvectors as rows, in the order of <see cref="Values"/>: n x n.</summary>
    public ReadOnlySpan<double> Vectors => vectors;

    /// <summary>The unit eigenvector of value <paramref name="index"/>.</summary>
    public ReadOnlySpan<double> Vector(int index) => vectors.AsSpan(index * n, n);

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">n x n, symmetric, row-major; overwritten.</param>
    /// <param name="size">n.</param>
    /// <exception cref="ArithmeticException">The matrix is not finite.</exception>
    public static SymmetricEigen Decompose(double[] matrix, int size)
    {
        if (matrix.Length != size * size)
            throw new ArgumentException($"{matrix.Length} numbers are not a {size} x {size} matrix.", nameof(matrix));
        if (Array.Exists(matrix, value => !double.IsFinite(value)))
            throw new ArithmeticException($"The {size} x {size} matrix has a value that is not finite; there are no eigenvectors.");
        SymmetricEigen eigen = new(matrix, size);
        eigen.Reduce();
        eigen.Accumulate();
        eigen.Iterate();
        eigen.Sort();
        return eigen;
    }

    private Span<double> Row(int row, int from) => a.AsSpan(row * n + from, n - from);

    /// <summary>a = Q T Q^T; the Householder vector of step k stays in row k of a, its factor in <see cref="factors"/>.</summary>
    private void Reduce()
    {
        double[] product = new double[n];
        for (int k = 0; k < n - 1; k++)
        {
            diagonal[k] = a[k * n + k];
            Span<double> v = Row(k, k + 1), p = product.AsSpan(0, n - k - 1);
            double norm = Math.Sqrt(Dot(v, v));
            offDiagonal[k] = v[0] > 0 ? -norm : norm;
            if (k == n - 2)
                offDiagonal[k] = v[0];
            if (norm == 0 || k == n - 2)
                continue;
            v[0] -= offDiagonal[k];
            factors[k] = 2 / Dot(v, v);
            for (int i = 0; i < p.Length; i++)
                p[i] = factors[k] * Dot(Row(k + 1 + i, k + 1), v);
            Add(-factors[k] / 2 * Dot(p, v), v, p);
            for (int i = 0; i < p.Length; i++)
            {
                Span<double> row = Row(k + 1 + i, k + 1);
                Add(-v[i], p, row);
                Add(-p[i], v, row);
            }
        }
        if (n > 0)
            diagonal[n - 1] = a[n * n - 1];
    }

    /// <summary>vectors = Q^T.</summary>
    private void Accumulate()
    {
        double[] product = new double[n];
        for (int i = 0; i < n; i++)
            vectors[i * n + i] = 1;
        for (int k = n - 3; k >= 0; k--)
        {
            Span<double> v = Row(k, k + 1), sum = product.AsSpan(0, n - k - 1);
            sum.Clear();
            for (int i = 0; i < v.Length; i++)
                Add(v[i], vectors.AsSpan((k + 1 + i) * n + k + 1, sum.Length), sum);
            for (int i = 0; i < v.Length; i++)
                Add(-factors[k] * v[i], sum, vectors.AsSpan((k + 1 + i) * n + k + 1, sum.Length));
        }
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                (vectors[i * n + j], vectors[j * n + i]) = (vectors[j * n + i], vectors[i * n + j]);
        }
    }

    private void Iterate()
    {
        double norm = 0;
        for (int i = 0; i < n; i++)
            norm = Math.Max(norm, Math.Abs(diagonal[i]) + Math.Abs(offDiagonal[i]));
        // Relative to the whole matrix: the neighbours on the diagonal may be rounding errors themselves where the rank is low.
        double negligible = Precision * norm;
        for (int start = 0; start < n; start++)
        {
            for (int iteration = 0; ; iteration++)
            {
                int end = start;
                while (end < n - 1 && Math.Abs(offDiagonal[end]) > negligible)
                    end++;
                if (end == start)
                    break;
                if (iteration == MaximumIterations)
                    throw new ArithmeticException($"The eigenvalue iteration of a {n} x {n} matrix did not settle.");
                Step(start, end);
            }
        }
    }

    /// <summary>One implicit QL step with Wilkinson's shift on rows start..end of the tridiagonal matrix.</summary>
    private void Step(int start, int end)
    {
        double g = (diagonal[start + 1] - diagonal[start]) / (2 * offDiagonal[start]);
        double r = double.Hypot(g, 1);
        g = diagonal[end] - diagonal[start] + offDiagonal[start] / (g + Math.CopySign(r, g));
        double sine = 1, cosine = 1, p = 0;
        for (int i = end - 1; i >= start; i--)
        {
            double f = sine * offDiagonal[i], b = cosine * offDiagonal[i];
            r = double.Hypot(f, g);
            offDiagonal[i + 1] = r;
            if (r == 0)
            {
                diagonal[i + 1] -= p;
                offDiagonal[end] = 0;
                return;
            }
            sine = f / r;
            cosine = g / r;
            g = diagonal[i + 1] - p;
            r = (diagonal[i] - g) * sine + 2 * cosine * b;
            p = sine * r;
            diagonal[i + 1] = g + p;
            g = cosine * r - b;
            Rotate(cosine, sine, vectors.AsSpan(i * n, n), vectors.AsSpan((i + 1) * n, n));
        }
        diagonal[start] -= p;
        offDiagonal[start] = g;
        offDiagonal[end] = 0;
    }

    private void Sort()
    {
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => diagonal[i])];
        double[] values = Array.ConvertAll(order, i => diagonal[i]);
        values.CopyTo(diagonal, 0);
        double[] sorted = new double[n * n];
        for (int i = 0; i < n; i++)
            vectors.AsSpan(order[i] * n, n).CopyTo(sorted.AsSpan(i * n));
        vectors = sorted;
    }
}
