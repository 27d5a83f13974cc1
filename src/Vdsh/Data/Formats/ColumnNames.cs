// Tables that people save carry columns that are no features: a label among them gives the answer away, an id or a row
// number is noise.
namespace Vdsh.Data.Formats;

internal static class ColumnNames
{
    private static readonly string[] Suspicious =
        ["label", "labels", "class", "classes", "target", "targets", "y", "category", "categories", "id", "ids",
            "index", "idx", "row", "rownames"];

    // As the last word of a name, such as true_label or imageId; "y" there is a coordinate.
    private static readonly string[] SuspiciousWords = ["label", "class", "target", "category", "id"];

    /// <summary>Whether a column of this name is more often a label, an id or a row number than a feature.</summary>
    public static bool MayBeNoFeature(string name)
    {
        string trimmed = name.Trim();
        return Suspicious.Contains(trimmed, StringComparer.OrdinalIgnoreCase)
            || SuspiciousWords.Any(word => EndsWithWord(trimmed, word));
    }

    /// <summary>
    /// Whether a name is that of a column without one: empty, or what pandas calls it when it reads such a table.
    /// </summary>
    public static bool IsNone(string name)
        => name.Length == 0 || name.StartsWith("Unnamed: ", StringComparison.Ordinal);

    /// <summary>The place of a column by name or, where no column has that name, by number from 1.</summary>
    /// <param name="header">The names; null where there are none.</param>
    /// <param name="column">The name or number.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="InputException">There is no such column, or several have the name.</exception>
    public static int Find(string[]? header, string column, int columns, string file)
    {
        foreach (StringComparison comparison in (StringComparison[])[
            StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            int[] places = [.. Enumerable.Range(0, header?.Length ?? 0)
                .Where(place => string.Equals(header![place], column, comparison))];
            if (places.Length > 1)
            {
                throw new InputException(
                    $"{file} has {places.Length} columns named {MessageText.Quote(column)} "
                        + $"({string.Join(", ", places.Take(5).Select(place => place + 1))}); "
                    + "give the number of the one that is meant.");
            }
            if (places.Length == 1)
                return places[0];
        }
        if (int.TryParse(column, System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= columns)
            return number - 1;
        throw new InputException(header is null
            ? $"{file} has no header line and {columns} columns, so it has no column {MessageText.Quote(column)}; give "
                + $"a number from 1 to {columns}, or --header yes if the first line names the columns."
            : $"{file} has no column {MessageText.Quote(column)}; its header names {List(header)}.");
    }

    /// <summary>The first names, for messages.</summary>
    public static string List(IReadOnlyList<string> names)
    {
        const int Shown = 20;
        return string.Join(", ", names.Take(Shown).Select(name => CsvText.Show(name)))
            + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
    }

    private static bool EndsWithWord(string name, string word)
    {
        if (name.Length <= word.Length || !name.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            return false;
        char before = name[^(word.Length + 1)], first = name[^word.Length];
        return !char.IsLetter(before) || (char.IsLower(before) && char.IsUpper(first));
    }
}
