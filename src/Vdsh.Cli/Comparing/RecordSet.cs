// Numbers may stand beside each other only where they are about the same items.
using Vdsh.Data;
using Vdsh.Evaluation;

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
            string sizes = any.Report is { } report
                ? $", {report.Queries} queries, {report.Database} items searched{Seen(report)}" : "";
            return $"{Name}: {any.Training} training items{sizes}";
        }
    }

    /// <summary>Whether the items searched were drawn as such that training never saw, or are known to be.</summary>
    private bool IsUnseen
        => Records.All(record
            => record.Protocol == Protocol.Unseen || record.Overlap is { DatabaseInTraining: 0, QueriesInTraining: 0 });

    /// <summary>The cells with results, under the names that they have beside the failed ones; may be none.</summary>
    public RecordSet Finished() => new(Name, [.. Records.Where(record => record.Report is not null)], Names);

    /// <summary>
    /// The sets in the order in which they are read: those of one data set together, unseen items first.
    /// </summary>
    public static IReadOnlyList<RecordSet> UnseenFirst(IReadOnlyList<ComparisonRecord> records)
        => [.. Of(records).GroupBy(set => set.Records[0].Data)
            .SelectMany(group => group.OrderBy(set => set.IsUnseen ? 0 : 1))];

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

    // Nothing where a line does not say it; the most where draws differ.
    private string Seen(RetrievalReport report)
    {
        ItemOverlap?[] overlaps = [.. Records.Select(record => record.Overlap)];
        if (overlaps.Contains(null))
            return "";
        int trained = Most(overlap => overlap.DatabaseInTraining);
        int asked = Most(overlap => overlap.QueriesInTraining), inside = Most(overlap => overlap.QueriesInDatabase);
        string seen = trained == 0 ? ", none of them trained on"
            : trained == report.Database ? ", all trained on" : $", {trained} of them trained on";
        return seen + (asked > 0 ? $", {asked} queries trained on" : "")
            + (inside > 0 ? $", {inside} queries in the database" : "");

        int Most(Func<ItemOverlap, int?> count) => overlaps.Max(overlap => count(overlap!)) ?? 0;
    }
}
