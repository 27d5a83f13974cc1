// Kernel methods compare directions: how bright a picture is says little of what it shows.
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>Rows of length 1.</summary>
internal static class UnitRows
{
    /// <summary>Writes rows scaled to length 1 (a row of zeros stays one) with a last column of ones.</summary>
    /// <exception cref="InputException">A feature is not finite.</exception>
    public static void Fill(FeatureMatrix features, int first, int rows, float[] destination)
    {
        int columns = features.Columns;
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = destination.AsSpan(row * (columns + 1), columns + 1), values = target[..columns];
            features.CopyRow(first + row, target);
            FeatureCheck.RequireFinite(values, first + row);
            double squares = 0;
            foreach (float value in values)
                squares += (double)value * value;
            double scale = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
            foreach (ref float value in values)
                value = (float)(value * scale);
            target[columns] = 1;
        }
    }
}
