// The oracle of the compute tests: plain loops in double precision that nobody needs to trust twice.
namespace Vdsh.Tests.Compute;

/// <summary>Plain double-precision linear algebra.</summary>
internal static class ReferenceAlgebra
{
    public static double[,] Multiply(float[,] a, bool turnA, float[,] b, bool turnB)
    {
        int m = a.GetLength(turnA ? 1 : 0), k = a.GetLength(turnA ? 0 : 1), n = b.GetLength(turnB ? 0 : 1);
        double[,] c = new double[m, n];
        Span<double> row = new double[n];
        for (int i = 0; i < m; i++)
        {
            row.Clear();
            for (int p = 0; p < k; p++)
            {
                double x = turnA ? a[p, i] : a[i, p];
                for (int j = 0; j < row.Length; j++)
                    row[j] += x * (turnB ? b[j, p] : b[p, j]);
            }

            for (int j = 0; j < n; j++)
                c[i, j] = row[j];
        }

        return c;
    }

    public static float[,] Random(Random random, int rows, int columns)
    {
        float[,] values = new float[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                values[i, j] = (float)((2 * random.NextDouble()) - 1);
        }

        return values;
    }

    public static double[,] Map(float[,] values, Func<float, double> function)
    {
        double[,] result = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < result.GetLength(0); i++)
        {
            for (int j = 0; j < result.GetLength(1); j++)
                result[i, j] = function(values[i, j]);
        }

        return result;
    }

    public static double[,] Map(double[,] values, Func<double, double> function)
    {
        double[,] result = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < result.GetLength(0); i++)
        {
            for (int j = 0; j < result.GetLength(1); j++)
                result[i, j] = function(values[i, j]);
        }

        return result;
    }

    public static double[,] Map(double[,] values, float[,] others, Func<double, float, double> function)
    {
        double[,] result = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < result.GetLength(0); i++)
        {
            for (int j = 0; j < result.GetLength(1); j++)
                result[i, j] = function(values[i, j], others[i, j]);
        }

        return result;
    }
}
