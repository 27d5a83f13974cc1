// A symbol is what it is or another one, never a mixture, so nets that read symbols are trained with other defaults.
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>
/// Rows of symbols in one-hot form: every feature is 0 or 1, and every row has as many ones as the others, one for each
/// of its symbols. Bags of words, whose rows differ in their number of ones, are none.
/// </summary>
/// <remarks>Thread safety: static and without state, safe for concurrent use.</remarks>
public static class SymbolInputs
{
    /// <summary>Whether all rows are symbols; the first row that is not ends the search.</summary>
    /// <param name="features">n x d.</param>
    public static bool Are(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        float[] row = new float[features.Columns];
        int symbols = 0;
        for (int i = 0; i < features.Rows; i++)
        {
            features.CopyRow(i, row);
            int ones = Ones(row);
            if (ones <= 0 || ones == row.Length || (i > 0 && ones != symbols))
                return false;
            symbols = ones;
        }
        return symbols > 0;
    }

    // -1 where there are other values than 0 and 1.
    private static int Ones(ReadOnlySpan<float> row)
    {
        int ones = 0;
        foreach (float value in row)
        {
            if (value is not (0 or 1))
                return -1;
            ones += value == 1 ? 1 : 0;
        }
        return ones;
    }
}
