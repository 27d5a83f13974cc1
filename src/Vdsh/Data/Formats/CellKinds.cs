// A word for a missing value must not be taken for the name of a column, nor a name for a number.
using System.Globalization;

namespace Vdsh.Data.Formats;

internal static class CellKinds
{
    private static readonly string[] MissingWords =
        ["NA", "N/A", "#N/A", "null", "none", "nil", "?", "-", ".", "missing", "unknown"];

    /// <summary>What a cell could be.</summary>
    public static CellKind Of(string cell)
    {
        if (cell.Length == 0 || MissingWords.Contains(cell, StringComparer.OrdinalIgnoreCase))
            return CellKind.Missing;
        bool isNumber = !cell.Contains('\0', StringComparison.Ordinal)
            && (float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || float.TryParse(cell.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        return isNumber ? CellKind.Number : CellKind.Text;
    }

    /// <summary>Whether a cell is a whole number from 0, written in digits alone.</summary>
    public static bool IsWhole(string cell) => cell.Length is > 0 and < 10 && cell.All(char.IsAsciiDigit);

    /// <summary>Whether cells count 0, 1, 2, ... as the column names do that pandas makes up.</summary>
    public static bool Count(ReadOnlySpan<string> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i] != i.ToString(CultureInfo.InvariantCulture))
                return false;
        }
        return true;
    }
}
