// Shows an evaluation on the terminal and as the content of a report page.
using System.Globalization;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Cli.Reports;
using Vdsh.Cli.Reports.Sections;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Training;

namespace Vdsh.Cli.Measuring;

internal static class EvaluationView
{
    /// <summary>Prints the result table and its notes.</summary>
    public static void Print(CommandOutput output, EvaluationOutcome outcome)
    {
        output.Line($"{outcome.Report.Queries} queries, {outcome.Report.Database} database items, {outcome.Report.Bits} bits.");
        output.Draw(Tables.Of(ResultRow.Columns, outcome.All.Select(measurement => measurement.ToRow().Cells()), textColumns: 2));
        IReadOnlyList<string>[] cuts = [.. outcome.All.SelectMany(measurement => measurement.ToRow().CutCells())];
        if (cuts.Length > 0)
        {
            output.Line($"mAP within the first K. {ResultSection.CutExplanation}");
            output.Draw(Tables.Of(ResultRow.CutColumns, cuts, textColumns: 2));
        }
        if (outcome.Depth is { } depth)
            output.Line(DepthView.Sentence(depth));
        foreach (string note in outcome.Notes)
            output.Line($"* {note}");
    }

    /// <summary>The page's content.</summary>
    /// <param name="session">The running command.</param>
    /// <param name="title">The heading.</param>
    /// <param name="outcome">What was measured.</param>
    /// <param name="settings">Names and values.</param>
    /// <param name="sweeps">The sweeps of the training, where they are known.</param>
    /// <param name="split">The items, for their pictures; null where only codes are known.</param>
    public static ReportData ToReport(
        CommandSession session, string title, EvaluationOutcome outcome, IReadOnlyList<(string Name, string Value)> settings, IReadOnlyList<SweepRecord> sweeps, ProtocolSplit? split)
    {
        string heading = $"{outcome.Main.Method}, {outcome.Report.Bits} bits";
        string mainHeading = $"{heading}, {outcome.Main.Searched.Words}";
        IGrouping<bool, Measurement>[] groups = [.. outcome.All.GroupBy(item => item.Searched.AmongQueries)];
        (IReadOnlyList<GalleryPanel> gallery, IReadOnlyList<string> galleryNotes)
            = Gallery(session, mainHeading, outcome, split);
        return new ReportData
        {
            Title = title,
            Summary = $"Tie-aware mean average precision {string.Join(" and ", outcome.Own.Select(Sentence))}, "
                + $"{outcome.Report.Bits} bits a code.",
            Highlights = Highlights(outcome),
            Settings = settings,
            Tables = [.. groups.Select(group => Table([.. group]))],
            Notes = [.. outcome.Notes, .. galleryNotes],
            PrecisionRecall = [.. groups.Select(group => Curves(heading, group, PrecisionRecall))],
            PrecisionAtRank = [.. groups.Select(group => Curves(heading, group, PrecisionAtRank))],
            Distances = [.. outcome.Own.Select(item => new DistancePanel(
                item.Searched.Words,
                [.. item.Report.RelevantDistances.Select(count => (double)count)],
                [.. item.Report.IrrelevantDistances.Select(count => (double)count)]))],
            Training = sweeps.Count == 0 ? [] : [new TrainingPanel(heading, sweeps)],
            Bits = [new BitPanel(heading, outcome.Report.BitBalance, BitCorrelation.Of(outcome.Database, BitPanel.LargestMatrix))],
            Confusions = outcome.Report.Classes is { } classes && classes.Map.Count <= QueryAnalysis.FewClasses
                ? [ClassView.ToPanel(mainHeading, classes, split?.ClassNames ?? [])] : [],
            Depth = outcome.Depth is { } depth ? [DepthView.ToPanel(mainHeading, depth)] : [],
            Gallery = gallery,
        };
    }

    private static CurvePanel Curves(string heading, IEnumerable<Measurement> rows, Func<Measurement, Curve> curve)
        => new($"{heading}, {rows.First().Searched.Words}", [.. rows.Select(curve)]);

    private static Curve PrecisionRecall(Measurement measurement)
        => new(measurement.Method, measurement.Report.CurveRecall, measurement.Report.CurvePrecision);

    private static Curve PrecisionAtRank(Measurement measurement)
    {
        IReadOnlyDictionary<int, double> curve = measurement.Report.CurvePrecisionAt;
        return new Curve(measurement.Method, [.. curve.Keys.Select(rank => (double)rank)], [.. curve.Values]);
    }

    // Pictures adorn a report; where they are damaged the numbers are still worth having.
    private static (IReadOnlyList<GalleryPanel> Panels, IReadOnlyList<string> Notes) Gallery(CommandSession session, string heading, EvaluationOutcome outcome, ProtocolSplit? split)
    {
        try
        {
            return split is not null && GalleryBuilder.Build(session.Backend, heading, outcome.Queries, outcome.Database, split, session.Cancellation) is { } panel ? ([panel], []) : ([], []);
        }
        catch (InputException exception)
        {
            return ([], [$"There is no gallery: {exception.Message}"]);
        }
    }

    private static string Sentence(Measurement measurement)
        => FormattableString.Invariant($"{measurement.Report.Map:0.0000} for {measurement.Report.Queries} queries ")
            + (measurement.Searched.AmongQueries ? $"among themselves ({measurement.Searched.Words})"
                : $"against {measurement.Report.Database} items ({measurement.Searched.Words})");

    // A method that was trained on other items than the first one says so in its row.
    private static ResultTable Table(IReadOnlyList<Measurement> rows)
    {
        (SearchedItems searched, int queries) = (rows[0].Searched, rows[0].Report.Queries);
        string heading = searched.AmongQueries
            ? $"Searched: {searched.Words}; {queries} queries, each against all others"
            : $"Searched: {searched.Words}; {rows[0].Report.Database} items, by {queries} queries";
        return new ResultTable(heading, [.. rows.Select(row => row.ToRow() with { Remark = Remark(row) })]);

        string Remark(Measurement row) => row.Searched == searched ? "" : $"for it: {row.Searched.Words}";
    }

    private static List<(string Name, string Value)> Highlights(EvaluationOutcome outcome)
    {
        List<(string, string)> highlights =
            [.. outcome.Own.Select(own => ($"mAP, {own.Searched.Words}", ResultRow.Measure(own.Report.Map)))];
        if (outcome.Depth is { } depth)
            highlights.Add(("effective depth", $"{Text(depth.EffectiveDepth)} of {Text(depth.Layers.Count)}"));
        highlights.Add(("bits a code", Text(outcome.Report.Bits)));
        highlights.Add(("queries", Text(outcome.Report.Queries)));
        highlights.Add(("items searched", Text(outcome.Report.Database)));
        return highlights;

        static string Text(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
    }
}
