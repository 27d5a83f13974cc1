// Numbers may stand beside each other only where they are about the same items.
namespace Vdsh.Cli.Comparing;

/// <summary>Cells that can be compared with each other.</summary>
internal sealed class RecordSet
{
    private RecordSet(string name, ComparisonRecord[] records, RowNames? names = null)
    {
        Name = name;
        Records = records;
        Names = names ?? new RowNames(records);
    }

    /// <summary>The data and the protocol.</summary>
    public string Name { get; }

    /// <summary>The name without the word "protocol", for where space is scarce.</summary>
    public string ShortName => Name.Replace(", protocol ", " ", StringComparison.Ordinal);

    /// <summary>The cells.</summary>
    public IReadOnlyList<ComparisonRecord> Records { get; }

    /// <summary>What to call them.</summary>
    public RowNames Names { get; }

    /// <summary>The name, with the numbers of items where they are known.</summary>
    public string Title
    {
        get
        {
            ComparisonRecord any = Records.FirstOrDefault(record => record.Report is not null) ?? Records[0];
            return $"{Name}: {any.Training} training items" + (any.Report is { } report ? $", {report.Queries} queries, {report.Database} items searched" : "");
        }
    }

    /// <summary>The cells with results, under the names that they have beside the failed ones; may be none.</summary>
    public RecordSet Finished() => new(Name, [.. Records.Where(record => record.Report is not null)], Names);

    /// <summary>The sets among the records, in their order. Draws of different seeds from one set of data stand together, other data of the same name stand apart.</summary>
    public static IReadOnlyList<RecordSet> Of(IReadOnlyList<ComparisonRecord> records)
    {
        var sets = new List<RecordSet>();
        foreach (IGrouping<(string Data, string Protocol), ComparisonRecord> group in records.GroupBy(record => (record.Data, record.Protocol)))
        {
            string name = $"{group.Key.Data}, protocol {group.Key.Protocol}";
            if (group.GroupBy(record => record.Seed).All(draw => draw.DistinctBy(record => record.DataFingerprint).Count() == 1))
                sets.Add(new RecordSet(name, [.. group]));
            else
                sets.AddRange(group.GroupBy(record => record.DataFingerprint).Select(items => new RecordSet($"{name}, items {items.Key}", [.. items])));
        }
        return sets;
    }
}
