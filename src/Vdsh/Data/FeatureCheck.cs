// One NaN in the input would spread through every layer, so it is found before training, with its place.
using System.Numerics;

namespace Vdsh.Data;

/// <summary>Checks of features that need a pass over the values.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class FeatureCheck
{
    /// <summary>Refuses NaN and infinities. Reads one row at a time; free for features stored as integers.</summary>
    /// <param name="features">n x d features.</param>
    /// <param name="name">What the features are called in the message, for example the file.</param>
    /// <exception cref="InputException">A value is NaN, infinite or beyond float32; the message names row and column, counted from 0.</exception>
    public static void EnsureFinite(FeatureMatrix features, string name)
    {
        if (features.IsAlwaysFinite)
            return;
        float[] row = new float[features.Columns];
        for (int i = 0; i < features.Rows; i++)
        {
            features.CopyRow(i, row);
            int column = IndexOfNonFinite(row);
            if (column >= 0)
            {
                string value = row[column].ToString(System.Globalization.CultureInfo.InvariantCulture);
                throw new InputException(
                    $"{name}: the value at row {i}, column {column} (counted from 0) is {value} as float32; features must be finite, so remove or fill it.");
            }
        }
    }

    /// <summary>Refuses a NaN or an infinity in one row.</summary>
    /// <param name="values">The row.</param>
    /// <param name="row">Its number, counted from 0.</param>
    internal static void RequireFinite(ReadOnlySpan<float> values, int row)
    {
        int column = IndexOfNonFinite(values);
        if (column >= 0)
            throw new InputException($"The feature at row {row}, column {column} (counted from 0) is not finite; remove or fill it.");
    }

    /// <summary>The index of the first NaN or infinity, or -1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // 0 * x is 0 for every finite x and NaN otherwise, so one sum answers for the whole row.
        Vector<float> sum = Vector<float>.Zero;
        int vectorEnd = values.Length - values.Length % Vector<float>.Count;
        for (int i = 0; i < vectorEnd; i += Vector<float>.Count)
            sum += new Vector<float>(values[i..]) * Vector<float>.Zero;
        int start = Vector.EqualsAll(sum, Vector<float>.Zero) ? vectorEnd : 0;
        for (int i = start; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }
        return -1;
    }
}
