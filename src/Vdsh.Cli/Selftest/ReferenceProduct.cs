// The oracle of everything that is a product: three plain loops in double precision.
namespace Vdsh.Cli.Selftest;

/// <summary>op(a) op(b) in double precision, and the same with all values positive.</summary>
/// <param name="Values">m x n products.</param>
/// <param name="Magnitudes">m x n sums of |a| |b|.</param>
internal sealed record ReferenceProduct(double[,] Values, double[,] Magnitudes)
{
    public static ReferenceProduct Of(float[,] a, bool transposeA, float[,] b, bool transposeB)
    {
        double[][] left = Rows(a, transposeA), right = Rows(b, transposeB);
        int columns = transposeB ? b.GetLength(0) : b.GetLength(1);
        double[,] values = new double[left.Length, columns], magnitudes = new double[left.Length, columns];
        Parallel.For(0, left.Length, i =>
        {
            double[] sums = new double[columns], sizes = new double[columns];
            for (int k = 0; k < right.Length; k++)
            {
                double factor = left[i][k];
                double[] row = right[k];
                for (int j = 0; j < row.Length; j++)
                {
                    double term = factor * row[j];
                    sums[j] += term;
                    sizes[j] += Math.Abs(term);
                }
            }
            for (int j = 0; j < columns; j++)
                (values[i, j], magnitudes[i, j]) = (sums[j], sizes[j]);
        });
        return new ReferenceProduct(values, magnitudes);
    }

    private static double[][] Rows(float[,] matrix, bool transpose)
    {
        int rows = transpose ? matrix.GetLength(1) : matrix.GetLength(0), columns = transpose ? matrix.GetLength(0) : matrix.GetLength(1);
        double[][] result = new double[rows][];
        for (int i = 0; i < rows; i++)
        {
            result[i] = new double[columns];
            for (int j = 0; j < columns; j++)
                result[i][j] = transpose ? matrix[j, i] : matrix[i, j];
        }
        return result;
    }
}
