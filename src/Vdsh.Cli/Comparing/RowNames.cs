// A row is named by its method and depth, and by whatever else differs between the cells beside each other: two rows never look the same.
namespace Vdsh.Cli.Comparing;

/// <summary>Names of the rows of a table and of the lines of a plot.</summary>
internal sealed class RowNames
{
    private const string None = "-";

    private readonly List<(string Column, Func<ComparisonRecord, string> Value, bool Varies)> parts = [];

    public RowNames(IReadOnlyCollection<ComparisonRecord> records)
    {
        Add("method", record => record.Method, always: true);
        Add("layers", record => record.Layers is int layers ? $"{layers}" : None, always: true);
        Add("width", record => record.Width is int width ? $"{width}" : None);
        Add("seed", record => $"{record.Seed}");
        foreach (string setting in records.SelectMany(record => record.Settings.Keys).Distinct().Order(StringComparer.Ordinal))
            Add(setting, record => record.Settings.GetValueOrDefault(setting, None));
        Add("engine", record => record.Engine);

        void Add(string column, Func<ComparisonRecord, string> value, bool always = false)
        {
            bool varies = records.Select(value).Where(text => text != None).Distinct().Count() > 1;
            if (varies || always)
                parts.Add((column, value, varies));
        }
    }

    /// <summary>Headings.</summary>
    public IReadOnlyList<string> Columns => [.. parts.Select(part => part.Column)];

    /// <summary>The name of a record's row, one text for each heading.</summary>
    public IReadOnlyList<string> Of(ComparisonRecord record) => [.. parts.Select(part => part.Value(record))];

    /// <summary>The name in one text: the method, and what tells it from others of the same method.</summary>
    public string LabelOf(ComparisonRecord record) => string.Join(", ",
    [
        record.Method,
        .. parts.Skip(1).Where(part => part.Varies && part.Value(record) != None)
            .Select(part => part.Column == "layers" ? $"{part.Value(record)} layer{(record.Layers == 1 ? "" : "s")}" : $"{part.Column} {part.Value(record)}"),
    ]);
}
