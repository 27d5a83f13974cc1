// One query against a small database, as a list of every ranking that sorts by distance.
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Tests.Compute;

namespace Vdsh.Tests.Evaluation;

internal sealed class NaiveQuery
{
    public NaiveQuery(HashCodes database, LabelSet databaseLabels, HashCodes queries, LabelSet queryLabels, int query, bool leaveOneOut)
    {
        Query = query;
        Items =
        [
            .. Enumerable.Range(0, database.Count).Where(id => !leaveOneOut || id != query)
                .Select(id => new Item(id, NaiveHamming.Distance(queries, query, database, id), NaiveHamming.Shared(queryLabels, query, databaseLabels, id))),
        ];
        Dictionary<int, Item> byId = Items.ToDictionary(item => item.Id);
        Rankings = [.. NaiveMeasures.Rankings([.. Items.Select(item => (item.Distance, item.Id))]).Select(ids => Array.ConvertAll(ids, id => byId[id]))];
    }

    public int Query { get; }

    public Item[] Items { get; }

    public Item[][] Rankings { get; }

    public int Count => Items.Length;

    public int Relevant => Items.Count(item => item.Grade > 0);

    public double Mean(Func<Item[], double> measure) => Rankings.Average(measure);

    public static int[] Grades(Item[] ranking) => Array.ConvertAll(ranking, item => item.Grade);

    public static double AveragePrecision(Item[] ranking) => NaiveMeasures.AveragePrecision(Grades(ranking));

    public sealed record Item(int Id, int Distance, int Grade);
}
