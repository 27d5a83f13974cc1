// The same records as a page to look at: a table for each set of items, and the plots that compare methods.
using Vdsh.Cli.Reports;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Comparing;

internal static class ComparisonReport
{
    /// <summary>The content of the page.</summary>
    public static ReportData ToReport(IReadOnlyList<ComparisonRecord> records)
    {
        ComparisonRecord[][] sets = [.. ResultsTable.BySet(records)];
        ComparisonRecord[][] finished = [.. sets.Select(set => set.Where(record => record.Report is not null).ToArray()).Where(set => set.Length > 0)];
        (string Heading, ComparisonRecord[] Cells)[] byLength =
            [.. finished.SelectMany(set => set.GroupBy(record => record.Bits).OrderBy(group => group.Key).Select(group => ($"{SetOf(set[0])}, {group.Key} bits", group.ToArray())))];
        return new ReportData
        {
            Title = $"Comparison on {string.Join(", ", sets.Select(set => set[0].Data).Distinct())}",
            Summary = $"{finished.Sum(set => set.Length)} trainings and evaluations under {string.Join(", ", sets.Select(set => SetOf(set[0])).Distinct())}; the measures are exact over whole databases and average over ties.",
            Settings = Settings(records),
            Tables = [.. sets.Select(Table)],
            Notes = [ResultsMarkdown.Legend],
            MapByBits = [.. finished.Select(set => new CurvePanel(SetOf(set[0]), MapCurves(set)))],
            PrecisionRecall = [.. byLength.Select(group => new CurvePanel(group.Heading, Curves(group.Cells, report => (report.CurveRecall, report.CurvePrecision))))],
            PrecisionAtRank = [.. byLength.Select(group => new CurvePanel(group.Heading,
                Curves(group.Cells, report => ([.. report.PrecisionAt.Keys.Order().Select(rank => (double)rank)], [.. report.PrecisionAt.OrderBy(pair => pair.Key).Select(pair => pair.Value)]))))],
            Distances = [.. Panels(finished, (heading, record) => new DistancePanel(
                heading, [.. record.Report!.RelevantDistances.Select(count => (double)count)], [.. record.Report.IrrelevantDistances.Select(count => (double)count)]))],
            Training = [.. Panels(finished, (heading, record) => new TrainingPanel(heading, record.Course)).Where(panel => panel.Sweeps.Count > 0)],
            Bits = [.. Panels(finished, (heading, record) => new BitPanel(heading, record.Report!.BitBalance, Correlation: null))],
        };
    }

    private static string SetOf(ComparisonRecord record) => $"{record.Data} {record.Protocol}";

    private static IEnumerable<T> Panels<T>(ComparisonRecord[][] sets, Func<string, ComparisonRecord, T> create)
    {
        foreach (ComparisonRecord[] set in sets)
        {
            RowNames names = new(set);
            foreach (ComparisonRecord record in set.OrderBy(record => record.Bits))
                yield return create($"{names.LabelOf(record)}, {record.Bits} bits, {SetOf(record)}", record);
        }
    }

    private static Curve[] MapCurves(ComparisonRecord[] set)
    {
        RowNames names = new(set);
        return [.. set.GroupBy(names.LabelOf).Select(group => group.OrderBy(record => record.Bits).ToArray())
            .Select(line => new Curve(names.LabelOf(line[0]), [.. line.Select(record => (double)record.Bits)], [.. line.Select(record => record.Report!.Map)]))];
    }

    private static Curve[] Curves(ComparisonRecord[] cells, Func<RetrievalReport, (IReadOnlyList<double> X, IReadOnlyList<double> Y)> points)
    {
        RowNames names = new(cells);
        return [.. cells.Select(record =>
        {
            (IReadOnlyList<double> x, IReadOnlyList<double> y) = points(record.Report!);
            return new Curve(names.LabelOf(record), x, y);
        })];
    }

    private static ResultTable Table(ComparisonRecord[] set)
    {
        RowNames names = new(set);
        RetrievalReport? any = Array.Find(set, record => record.Report is not null)?.Report;
        string sizes = any is null ? "" : $": {set[0].Training} training items, {any.Queries} queries, {any.Database} items searched";
        return new ResultTable(SetOf(set[0]) + sizes, [.. set.OrderBy(record => record.Bits).Select(record => Row(names.LabelOf(record), record))]);
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
