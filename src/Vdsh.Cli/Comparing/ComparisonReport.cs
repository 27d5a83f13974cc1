// The same records as a page to look at: a table for each set of items, and the plots that compare methods.
using Vdsh.Cli.Reports;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Comparing;

internal static class ComparisonReport
{
    /// <summary>The content of the page.</summary>
    public static ReportData ToReport(IReadOnlyList<ComparisonRecord> records)
    {
        IReadOnlyList<RecordSet> sets = RecordSet.UnseenFirst(records);
        RecordSet[] finished = [.. sets.Select(set => set.Finished()).Where(set => set.Records.Count > 0)];
        return new ReportData
        {
            Title = $"Comparison on {string.Join(", ", records.Select(record => record.Data).Distinct())}",
            Summary = $"{finished.Sum(set => set.Records.Count)} cells: {string.Join("; ", sets.Select(set => set.Name))}. The measures are exact over whole databases and average over ties.",
            Settings = Settings(records),
            Tables = [.. sets.Select(set => new ResultTable(set.Title, [.. ByLength(set).Select(record => Row(set.Names.LabelOf(record), record))]))],
            Notes = [ResultsMarkdown.Legend],
            MapByBits = [.. finished.Select(MapByBits)],
            PrecisionRecall = [.. finished.SelectMany(set => Curves(set, report => (report.CurveRecall, report.CurvePrecision)))],
            PrecisionAtRank = [.. finished.SelectMany(set => Curves(set, PrecisionAtRank))],
            Distances = [.. Panels(finished, (heading, record) => new DistancePanel(
                heading, [.. record.Report!.RelevantDistances.Select(count => (double)count)], [.. record.Report.IrrelevantDistances.Select(count => (double)count)]))],
            Training = [.. Panels(finished, (heading, record) => new TrainingPanel(heading, record.Course)).Where(panel => panel.Sweeps.Count > 0)],
            Bits = [.. Panels(finished, (heading, record) => new BitPanel(heading, record.Report!.BitBalance, Correlation: null))],
        };
    }

    private static IEnumerable<ComparisonRecord> ByLength(RecordSet set) => set.Records.OrderBy(record => record.Bits);

    private static IEnumerable<T> Panels<T>(IEnumerable<RecordSet> sets, Func<string, ComparisonRecord, T> create)
        => sets.SelectMany(set => ByLength(set).Select(record => create($"{set.Names.LabelOf(record)}, {record.Bits} bits, {set.ShortName}", record)));

    private static CurvePanel MapByBits(RecordSet set) => new(set.ShortName,
    [
        .. ByLength(set).GroupBy(set.Names.LabelOf)
            .Select(line => new Curve(line.Key, [.. line.Select(record => (double)record.Bits)], [.. line.Select(record => record.Report!.Map)])),
    ]);

    private static IEnumerable<CurvePanel> Curves(RecordSet set, Func<RetrievalReport, (IReadOnlyList<double> X, IReadOnlyList<double> Y)> points)
        => ByLength(set).GroupBy(record => record.Bits).Select(group => new CurvePanel($"{set.ShortName}, {group.Key} bits",
        [
            .. group.Select(record =>
            {
                (IReadOnlyList<double> x, IReadOnlyList<double> y) = points(record.Report!);
                return new Curve(set.Names.LabelOf(record), x, y);
            }),
        ]));

    private static (IReadOnlyList<double> X, IReadOnlyList<double> Y) PrecisionAtRank(RetrievalReport report)
    {
        KeyValuePair<int, double>[] points = [.. report.CurvePrecisionAt.OrderBy(pair => pair.Key)];
        return ([.. points.Select(pair => (double)pair.Key)], [.. points.Select(pair => pair.Value)]);
    }

    private static ResultRow Row(string label, ComparisonRecord record)
    {
        var row = new ResultRow { Method = label, Bits = record.Bits, Database = record.Protocol, Seconds = record.SecondsTrain, Remark = record.Error ?? "" };
        return record.Report is not { } report ? row : row with
        {
            Map = report.Map,
            MapPessimistic = report.MapPessimistic,
            MapOptimistic = report.MapOptimistic,
            MapStableSort = report.MapStableSort ?? double.NaN,
            PrecisionAt100 = report.PrecisionAt.GetValueOrDefault(100, double.NaN),
            PrecisionAt1000 = report.PrecisionAt.GetValueOrDefault(1000, double.NaN),
            PrecisionRadius2 = report.PrecisionRadius2,
            Ndcg = report.Ndcg,
            Cuts = MapCut.Of(report),
        };
    }

    private static List<(string Name, string Value)> Settings(IReadOnlyList<ComparisonRecord> records)
    {
        var settings = new List<(string, string)>();
        foreach (string command in records.Select(record => record.Command).Distinct())
            settings.Add(("command", command));
        foreach (string device in records.Select(record => record.Device).Distinct())
            settings.Add(("device", device));
        settings.Add(("seeds", string.Join(", ", records.Select(record => record.Seed).Distinct())));
        settings.Add(("engine", string.Join(", ", records.Select(record => record.Engine).Distinct())));
        return settings;
    }
}
