// Whether the first line of a table names its columns decides whether every row is shifted by one: where that is not
// certain, the user is asked.
namespace Vdsh.Data.Formats;

/// <summary>What the first line of a table of features is.</summary>
/// <param name="Names">The names of the columns; null where there is no header.</param>
/// <param name="What">For the note.</param>
internal sealed record CsvHeader(string[]? Names, string What)
{
    private const string Settle = "say which with --header yes or --header no";

    /// <summary>Decides, from the first two rows.</summary>
    /// <param name="first">Cells of the first row.</param>
    /// <param name="second">Cells of the second row; null where there is none.</param>
    /// <param name="asked">What the user said; null for nothing.</param>
    /// <param name="file">For messages.</param>
    /// <param name="line">The line of the first row.</param>
    /// <exception cref="InputException">The first row could be either.</exception>
    public static CsvHeader Decide(string[] first, string[]? second, bool? asked, string file, int line)
    {
        if (asked is bool isHeader)
            return isHeader ? new CsvHeader(first, "header row") : None;
        CellKind[] kinds = [.. first.Select(CellKinds.Of)];
        int text = Array.IndexOf(kinds, CellKind.Text), number = Array.IndexOf(kinds, CellKind.Number);
        if (text < 0 && number < 0)
            throw new InputException(
                $"{file}: line {line} holds nothing but missing values ({CsvText.Show(first[0])}); if it names the "
                    + $"columns, {Settle}; otherwise fill or remove it.");
        // A row whose first cell is empty would be refused as one of features, so this can only be what pandas writes
        // with its index.
        if (first.Length > 1 && ColumnNames.IsNone(first[0]) && second is not null && CellKinds.Count(first.AsSpan(1)))
            return new CsvHeader(first, "header row of numbers");
        if (text < 0)
            return number >= 0 && kinds.Contains(CellKind.Missing) ? None : OfNumbers(first, second, file, line);
        if (number < 0)
            return new CsvHeader(first, "header row");
        throw new InputException(
            $"{file}: line {line}, column {text + 1} holds {MessageText.Quote(first[text], 40)} among numbers, so the "
                + $"line is neither a header nor a row; mend or remove it, or {Settle}.");
    }

    private static CsvHeader None { get; } = new(null, "no header row");

    private static CsvHeader OfNumbers(string[] first, string[]? second, string file, int line)
    {
        if (second is null || second.Length != first.Length || !first.All(CellKinds.IsWhole))
            return None;
        // Whole numbers above a row without any: hardly a row of the same table, but in narrow tables chance can do it.
        bool isUnlikeRows = first.Length > 2
            && second.All(cell => CellKinds.Of(cell) == CellKind.Number && !CellKinds.IsWhole(cell));
        bool counts = CellKinds.Count(first);
        if (counts && isUnlikeRows)
            return new CsvHeader(first, "header row of numbers");
        if (!counts && !(isUnlikeRows && IsRising(first)))
            return None;
        throw new InputException(
            $"{file}: line {line} holds "
                + $"{CsvText.Show(string.Join(", ", first.Take(5)))}{(first.Length > 5 ? ", ..." : "")}, "
            + $"which may name the columns or be a row of features; {Settle}.");
    }

    private static bool IsRising(string[] cells)
    {
        for (int i = 1; i < cells.Length; i++)
        {
            if (int.Parse(cells[i - 1], System.Globalization.CultureInfo.InvariantCulture) >= int.Parse(
                cells[i], System.Globalization.CultureInfo.InvariantCulture))
                return false;
        }
        return true;
    }
}
