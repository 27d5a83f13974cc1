// Tables often carry the label beside the features; this says where.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>Which column of a CSV file holds the label.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class CsvLabelColumn
{
    private readonly string? name;

    private CsvLabelColumn(string? name) => this.name = name;

    /// <summary>No column: all are features.</summary>
    public static CsvLabelColumn None { get; } = new(null);

    /// <summary>The first column.</summary>
    public static CsvLabelColumn First { get; } = new(null);

    /// <summary>The last column.</summary>
    public static CsvLabelColumn Last { get; } = new(null);

    /// <summary>The column of this name in the header line; upper and lower case are the same unless two names differ only by that.</summary>
    public static CsvLabelColumn Named(string name) => new(name);

    /// <summary>The column index, or -1 for none.</summary>
    internal int Resolve(string[]? header, int columns, string file)
    {
        if (this == First)
            return 0;
        if (this == Last)
            return columns - 1;
        if (name is null)
            return -1;
        return header is null
            ? throw new InputException(
                $"{file} has no header line, so it has no column {MessageText.Quote(name)}; choose the first or the "
                    + "last column.")
            : ColumnNames.Find(header, name, 0, file);
    }
}
