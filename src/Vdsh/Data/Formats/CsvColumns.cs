// Which columns of a table are features: what is certain is taken and said, and what may be a label or an id is for the
// user to decide.
namespace Vdsh.Data.Formats;

/// <summary>The role of each column of a table of features.</summary>
internal sealed class CsvColumns
{
    // A name in a message; a header may hold one as long as the file.
    private const int LongestName = 40;

    private readonly bool[] isFeature;
    private readonly List<string> remarks = [];

    private CsvColumns(int columns)
    {
        isFeature = new bool[columns];
        Array.Fill(isFeature, true);
    }

    /// <summary>The place of the label column, or -1.</summary>
    public int Label { get; private init; }

    /// <summary>
    /// The place of a last column that is empty in every row because rows end with a separator; -1 where there is none.
    /// </summary>
    public int Trailing { get; private set; } = -1;

    /// <summary>Whether the first column may be the number of the row, which only the rows can tell.</summary>
    public bool MayCountRows { get; private set; }

    /// <summary>How many columns are features.</summary>
    public int Features => isFeature.Count(feature => feature);

    /// <summary>What was left out, for the note.</summary>
    public IReadOnlyList<string> Remarks => remarks;

    /// <summary>Whether a column is a feature.</summary>
    public bool IsFeature(int column) => isFeature[column];

    /// <summary>Decides.</summary>
    /// <param name="names">The names of the columns; null where there are none.</param>
    /// <param name="firstRow">Cells of the first row that is no header.</param>
    /// <param name="label">Which column is the label.</param>
    /// <param name="options">What the user said.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="InputException">A column may be no feature and nothing was said about it, or there is no such
    /// column, or no feature is left.</exception>
    public static CsvColumns Decide(
        string[]? names, string[] firstRow, CsvLabelColumn label, InputOptions options, string file)
    {
        int columns = firstRow.Length;
        var result = new CsvColumns(columns) { Label = label.Resolve(names, columns, file) };
        HashSet<int> kept = [.. options.KeepColumns.Select(column => ColumnNames.Find(names, column, columns, file))];
        foreach (string column in options.DropColumns)
            result.Drop(ColumnNames.Find(names, column, columns, file), kept, names, file);
        if (result.Label >= 0)
            result.isFeature[result.Label] = false;
        if (columns > 1 && firstRow[^1].Length == 0 && (names is null || names[^1].Length == 0) && result.isFeature[^1]
            && !kept.Contains(columns - 1))
        {
            result.Trailing = columns - 1;
            result.isFeature[^1] = false;
            result.remarks.Add("a separator at the end of every line");
        }
        if (names is not null)
            result.CheckNames(names, kept, file);
        result.MayCountRows = columns > 1 && result.isFeature[0] && !kept.Contains(0);
        if (result.Features == 0)
        {
            throw new InputException(result.Label >= 0 && options.DropColumns.Count == 0
                ? $"{file} has no column beside the label; separate the columns with comma, semicolon, tab or space."
                : $"{file} has no feature left: all of its {columns} columns are left out.");
        }
        return result;
    }

    /// <summary>The names of the features.</summary>
    public string[] FeatureNames(string[] names) => [.. names.Where((_, column) => isFeature[column])];

    private static string Describe(int column, string[]? names)
        => names is null || names[column].Length == 0 ? $"column {column + 1}"
            : $"column {MessageText.Quote(names[column], LongestName)}";

    private void Drop(int column, HashSet<int> kept, string[]? names, string file)
    {
        if (kept.Contains(column))
            throw new InputException(
                $"{file}: {Describe(column, names)} is both in --drop-columns and in --keep-columns; name it once.");
        if (!isFeature[column])
            return;
        isFeature[column] = false;
        remarks.Add($"{Describe(column, names)} left out");
    }

    private void CheckNames(string[] names, HashSet<int> kept, string file)
    {
        for (int column = 0; column < names.Length; column++)
        {
            if (!isFeature[column] || kept.Contains(column))
                continue;
            string name = names[column];
            if (ColumnNames.IsNone(name) && column == 0 && names.Length > 1)
            {
                isFeature[0] = false;
                remarks.Add("column 1 without a name (a row index) left out");
            }
            else if (ColumnNames.IsNone(name))
            {
                throw new InputException(
                    $"{file}: column {column + 1} has no name in the header; leave it out with --drop-columns "
                        + $"{column + 1}, or take it as a feature with --keep-columns {column + 1}.");
            }
            else if (ColumnNames.MayBeNoFeature(name))
            {
                string word = Argument(name, column);
                throw new InputException(
                    $"{file}: column {column + 1} is named {MessageText.Quote(name, LongestName)}, so it may be a label or an "
                        + "id rather than a feature; "
                    + $"leave it out with --drop-columns {word}, or take it as a feature with --keep-columns {word}.");
            }
        }
    }

    // What can be typed as it is: a short name without separators and quotes, otherwise the number.
    private static string Argument(string name, int column)
        => name.Length <= LongestName && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-') ? name
            : $"{column + 1}";
}
