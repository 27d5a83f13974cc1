// How wrong a result is: one number for every operation, so that one table compares them.

namespace Vdsh.Cli.Selftest;

/// <summary>
/// Largest relative errors. An element's error is |result - expected| / magnitude, the magnitude being the sum of the absolute values of the
/// terms that make up the expected value: what rounding errors are proportional to. NaN must meet NaN and infinity the same infinity.
/// </summary>
internal static class Difference
{
    /// <summary>Error of one number.</summary>
    public static double Of(double result, double expected, double magnitude)
    {
        if (double.IsNaN(expected))
            return double.IsNaN(result) ? 0 : double.PositiveInfinity;
        if (result == expected)
            return 0;
        if (!double.IsFinite(expected) || !double.IsFinite(result))
            return double.PositiveInfinity;
        return Math.Abs(result - expected) / Math.Max(magnitude, double.Epsilon);
    }

    /// <summary>Largest error over all elements.</summary>
    /// <param name="result">The backend's values.</param>
    /// <param name="element">Expected value and magnitude of element (i, j).</param>
    public static double Largest(float[,] result, Func<int, int, (double Expected, double Magnitude)> element)
    {
        double largest = 0;
        for (int i = 0; i < result.GetLength(0); i++)
        {
            for (int j = 0; j < result.GetLength(1); j++)
            {
                (double expected, double magnitude) = element(i, j);
                largest = Math.Max(largest, Of(result[i, j], expected, magnitude));
            }
        }
        return largest;
    }

    /// <summary>0 if all elements are as expected (NaN equals NaN, 0 equals -0), +infinity otherwise.</summary>
    public static double Exact(float[,] result, Func<int, int, float> element)
        => Largest(result, (i, j) => (element(i, j), 0)) == 0 ? 0 : double.PositiveInfinity;

    /// <summary>0 if both sequences are equal, +infinity otherwise.</summary>
    public static double Exact<T>(ReadOnlySpan<T> result, ReadOnlySpan<T> expected) where T : IEquatable<T>
        => result.SequenceEqual(expected) ? 0 : double.PositiveInfinity;

    /// <summary>0 where a statement holds, +infinity otherwise.</summary>
    public static double Unless(bool holds) => holds ? 0 : double.PositiveInfinity;

    /// <summary>0 if the matrix equals its transpose to the bit, +infinity otherwise.</summary>
    public static double Asymmetry(float[,] matrix) => Exact(matrix, (i, j) => matrix[j, i]);
}
