// Runs of doubles on the host: the small factorisations of the baselines have their inner loops here.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Vdsh.Evaluation.Baselines;

/// <summary>Vectorised loops over doubles and the few dense matrix routines built on them; matrices are row-major.</summary>
internal static class DenseAlgebra
{
    /// <summary>Sum of x .* y.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x), ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < xs.Length; i++)
            sums += xs[i] * ys[i];
        double sum = Vector.Sum(sums);
        for (int i = xs.Length * Vector<double>.Count; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y += factor x.</summary>
    public static void Add(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        for (int i = 0; i < xs.Length; i++)
            ys[i] += factor * xs[i];
        for (int i = xs.Length * Vector<double>.Count; i < x.Length; i++)
            y[i] += factor * x[i];
    }

    /// <summary>x *= factor.</summary>
    public static void Scale(double factor, Span<double> x)
    {
        foreach (ref double value in x)
            value *= factor;
    }

    /// <summary>(x, y) = (cosine x - sine y, sine x + cosine y).</summary>
    public static void Rotate(double cosine, double sine, Span<double> x, Span<double> y)
    {
        Span<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x), ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        for (int i = 0; i < xs.Length; i++)
            (xs[i], ys[i]) = (cosine * xs[i] - sine * ys[i], sine * xs[i] + cosine * ys[i]);
        for (int i = xs.Length * Vector<double>.Count; i < x.Length; i++)
            (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i]);
    }

    /// <summary>a b.</summary>
    /// <param name="a">m x p.</param>
    /// <param name="b">p x q.</param>
    /// <param name="inner">p.</param>
    /// <returns>m x q.</returns>
    public static double[] Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int inner)
    {
        int rows = a.Length / inner, columns = b.Length / inner;
        double[] product = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
                Add(a[i * inner + k], b.Slice(k * columns, columns), product.AsSpan(i * columns, columns));
        }
        return product;
    }

    /// <summary>The transpose.</summary>
    /// <param name="a">m x q.</param>
    /// <param name="columns">q.</param>
    public static double[] Transpose(ReadOnlySpan<double> a, int columns)
    {
        int rows = a.Length / columns;
        double[] transposed = new double[a.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                transposed[j * rows + i] = a[i * columns + j];
        }
        return transposed;
    }

    /// <summary>Adds a number to the diagonal, given relative to the mean diagonal element.</summary>
    /// <param name="matrix">n x n.</param>
    /// <param name="size">n.</param>
    /// <param name="relativeRidge">The number over the mean diagonal element.</param>
    public static void AddRidge(Span<double> matrix, int size, double relativeRidge)
    {
        double trace = 0;
        for (int i = 0; i < size; i++)
            trace += matrix[i * size + i];
        for (int i = 0; i < size; i++)
            matrix[i * size + i] += relativeRidge * trace / size;
    }

    /// <summary>Solves a x = b for a symmetric positive definite a, by Cholesky.</summary>
    /// <param name="a">n x n; overwritten.</param>
    /// <param name="size">n.</param>
    /// <param name="b">n x t; receives x.</param>
    /// <exception cref="ArithmeticException">a is not positive definite.</exception>
    public static void SolveSpd(Span<double> a, int size, Span<double> b)
    {
        int targets = b.Length / size;
        for (int i = 0; i < size; i++)
        {
            Span<double> row = a.Slice(i * size, size);
            for (int j = 0; j < i; j++)
                row[j] = (row[j] - Dot(row[..j], a.Slice(j * size, j))) / a[j * size + j];
            double pivot = row[i] - Dot(row[..i], row[..i]);
            if (!(pivot > 0))
                throw new ArithmeticException($"The {size} x {size} matrix is not positive definite (pivot {i} is {pivot:G3}).");
            row[i] = Math.Sqrt(pivot);
            for (int j = 0; j < i; j++)
                Add(-row[j], b.Slice(j * targets, targets), b.Slice(i * targets, targets));
            Scale(1 / row[i], b.Slice(i * targets, targets));
        }
        for (int i = size - 1; i >= 0; i--)
        {
            Scale(1 / a[i * size + i], b.Slice(i * targets, targets));
            for (int j = 0; j < i; j++)
                Add(-a[i * size + j], b.Slice(i * targets, targets), b.Slice(j * targets, targets));
        }
    }
}
