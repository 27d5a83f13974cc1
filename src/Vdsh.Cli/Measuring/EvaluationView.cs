// Shows an evaluation on the terminal and as the content of a report page.
using Vdsh.Cli.Output;
using Vdsh.Cli.Reports;

namespace Vdsh.Cli.Measuring;

internal static class EvaluationView
{
    /// <summary>Prints the result table and its notes.</summary>
    public static void Print(CommandOutput output, EvaluationOutcome outcome)
    {
        output.Line($"{outcome.Report.Queries} queries, {outcome.Report.Database} database items, {outcome.Report.Bits} bits.");
        output.Draw(Tables.Of(ResultRow.Columns, outcome.All.Select(measurement => measurement.ToRow().Cells()), textColumns: 2));
        foreach (string note in outcome.Notes)
            output.Line($"* {note}");
    }

    /// <summary>The page's content.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="outcome">What was measured.</param>
    /// <param name="settings">Names and values.</param>
    /// <param name="loss">Training loss per sweep, where it is known.</param>
    public static ReportData ToReport(string title, EvaluationOutcome outcome, IReadOnlyList<(string Name, string Value)> settings, IReadOnlyList<double> loss) => new()
    {
        Title = title,
        Summary = FormattableString.Invariant(
            $"Tie-aware mean average precision {outcome.Report.Map:0.0000} for {outcome.Report.Queries} queries against {outcome.Report.Database} items, {outcome.Report.Bits} bits a code."),
        Settings = settings,
        Results = [.. outcome.All.Select(measurement => measurement.ToRow())],
        Notes = outcome.Notes,
        Loss = loss,
        Curves = [.. outcome.All.Where(measurement => measurement.Database == outcome.Main.Database)
            .Select(measurement => new PrecisionRecallCurve(measurement.Method, measurement.Report.CurveRecall, measurement.Report.CurvePrecision))],
        Distances = new DistanceHistogram(
            [.. outcome.Report.RelevantDistances.Select(count => (double)count)], [.. outcome.Report.IrrelevantDistances.Select(count => (double)count)]),
    };
}
