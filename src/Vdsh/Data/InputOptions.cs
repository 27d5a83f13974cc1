// Text tables do not say what their columns are, and inputs may be pipes that never end; what a caller knows about both
// is gathered here.
namespace Vdsh.Data;

/// <summary>
/// How the tables (CSV) among input files are to be understood, who is told what was found in them, and when to stop
/// waiting for a pipe.
/// The options of tables are refused for other formats.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record InputOptions
{
    /// <summary>
    /// Nothing is known: what is certain is taken, and anything else is an <see cref="InputException"/>.
    /// </summary>
    public static InputOptions Default { get; } = new();

    /// <summary>Whether the first line names the columns; null where the file itself leaves no doubt.</summary>
    public bool? Header { get; init; }

    /// <summary>
    /// Columns that are no features, each by its name in the header or by its number, counted from 1.
    /// </summary>
    public IReadOnlyList<string> DropColumns { get; init; } = [];

    /// <summary>
    /// Columns that are features although they look like labels, ids or row numbers, by name or number.
    /// </summary>
    public IReadOnlyList<string> KeepColumns { get; init; } = [];

    /// <summary>Whether numbers are written as 1,5 instead of 1.5.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// What files that are read one after the other have in common. Without it class names are refused, since each file
    /// would number them in
    /// its own way.
    /// </summary>
    public RelatedFiles? Related { get; init; }

    /// <summary>
    /// Is told once for each table what was taken as certain: rows, columns, header, what was left out.
    /// </summary>
    public Action<string>? Note { get; init; }

    /// <summary>Ends the wait for a pipe that nobody writes to.</summary>
    public CancellationToken Cancellation { get; init; }

    internal bool HasTableOptions
        => Header is not null || DropColumns.Count > 0 || KeepColumns.Count > 0 || DecimalComma;

    internal string NameTableOptions()
    {
        (bool IsGiven, string Name)[] options =
            [(Header is not null, "--header"), (DropColumns.Count > 0, "--drop-columns"),
                (KeepColumns.Count > 0, "--keep-columns"), (DecimalComma, "--decimal")];
        return string.Join(", ", options.Where(option => option.IsGiven).Select(option => option.Name));
    }

    /// <summary>The same for a file of labels, whose columns are no features.</summary>
    internal InputOptions ForLabels
        => this with { Header = null, DropColumns = [], KeepColumns = [], DecimalComma = false };
}
