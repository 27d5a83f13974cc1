// The rotation nearest to a matrix: the closed form that iterative quantisation turns on.
using static Vdsh.Evaluation.Baselines.DenseAlgebra;

namespace Vdsh.Evaluation.Baselines;

/// <summary>The matrix with orthonormal rows nearest to a given one, from its singular value decomposition P = U S V^T as U V^T.</summary>
internal static class PolarFactor
{
    private const int MaximumSweeps = 60;
    private const double Tolerance = 1e-14;

    /// <summary>Replaces P by U V^T (one-sided Jacobi, Hestenes 1958). Directions in which P is zero get arbitrary, but fixed, orthonormal rows.</summary>
    /// <param name="p">r x b, row-major, r not above b.</param>
    /// <param name="rows">r.</param>
    /// <param name="columns">b.</param>
    public static void Apply(Span<double> p, int rows, int columns)
    {
        if (rows > columns)
            throw new ArgumentException($"{rows} rows of {columns} numbers cannot be orthonormal.", nameof(rows));
        // Rotations of pairs of rows make them orthogonal: left P = S V^T.
        double[] left = new double[rows * rows];
        for (int i = 0; i < rows; i++)
            left[i * rows + i] = 1;
        bool rotated = true;
        for (int sweep = 0; rotated && sweep < MaximumSweeps; sweep++)
        {
            rotated = false;
            for (int i = 1; i < rows; i++)
            {
                for (int j = 0; j < i; j++)
                    rotated |= Orthogonalise(p.Slice(i * columns, columns), p.Slice(j * columns, columns), left.AsSpan(i * rows, rows), left.AsSpan(j * rows, rows));
            }
        }
        Normalise(p, rows, columns);
        double[] result = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < rows; k++)
                Add(left[k * rows + i], p.Slice(k * columns, columns), result.AsSpan(i * columns, columns));
        }
        result.CopyTo(p);
    }

    private static bool Orthogonalise(Span<double> x, Span<double> y, Span<double> leftX, Span<double> leftY)
    {
        double xx = Dot(x, x), yy = Dot(y, y), xy = Dot(x, y);
        if (Math.Abs(xy) <= Tolerance * Math.Sqrt(xx * yy))
            return false;
        double zeta = (yy - xx) / (2 * xy);
        double tangent = (zeta >= 0 ? 1 : -1) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta));
        double cosine = 1 / Math.Sqrt(1 + tangent * tangent), sine = cosine * tangent;
        Rotate(cosine, sine, x, y);
        Rotate(cosine, sine, leftX, leftY);
        return true;
    }

    private static void Normalise(Span<double> p, int rows, int columns)
    {
        double largest = 0;
        for (int i = 0; i < rows; i++)
            largest = Math.Max(largest, Dot(p.Slice(i * columns, columns), p.Slice(i * columns, columns)));
        bool[] done = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = p.Slice(i * columns, columns);
            double square = Dot(row, row);
            done[i] = square > 1e-24 * largest && square > 0;
            if (done[i])
                Scale(1 / Math.Sqrt(square), row);
        }
        int axis = 0;
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = p.Slice(i * columns, columns);
            while (!done[i])
            {
                row.Clear();
                row[axis++] = 1;
                // Twice, because one projection leaves rounding errors where little remains.
                for (int pass = 0; pass < 2; pass++)
                {
                    for (int k = 0; k < rows; k++)
                    {
                        if (done[k])
                            Add(-Dot(row, p.Slice(k * columns, columns)), p.Slice(k * columns, columns), row);
                    }
                }
                double square = Dot(row, row);
                done[i] = square > 1e-3 / columns;
                if (done[i])
                    Scale(1 / Math.Sqrt(square), row);
            }
        }
    }
}
