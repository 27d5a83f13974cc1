// A row is named by its method and depth, and by whatever else differs between the cells beside each other: two rows never look the same.
namespace Vdsh.Cli.Comparing;

/// <summary>Names of the rows of a table.</summary>
internal sealed class RowNames
{
    private const string None = "-";

    private readonly List<(string Column, Func<ComparisonRecord, string> Value)> parts = [];

    public RowNames(IReadOnlyCollection<ComparisonRecord> records)
    {
        parts.Add(("method", record => record.Method));
        parts.Add(("layers", record => record.Layers is int layers ? $"{layers}" : None));
        AddWhereItVaries("width", record => record.Width is int width ? $"{width}" : None);
        AddWhereItVaries("seed", record => $"{record.Seed}");
        foreach (string setting in records.SelectMany(record => record.Settings.Keys).Distinct().Order(StringComparer.Ordinal))
            AddWhereItVaries(setting, record => record.Settings.GetValueOrDefault(setting, None));
        AddWhereItVaries("engine", record => record.Engine);

        void AddWhereItVaries(string column, Func<ComparisonRecord, string> value)
        {
            if (records.Select(value).Where(text => text != None).Distinct().Count() > 1)
                parts.Add((column, value));
        }
    }

    /// <summary>Headings.</summary>
    public IReadOnlyList<string> Columns => [.. parts.Select(part => part.Column)];

    /// <summary>The name of a record's row, one text for each heading.</summary>
    public IReadOnlyList<string> Of(ComparisonRecord record) => [.. parts.Select(part => part.Value(record))];
}
