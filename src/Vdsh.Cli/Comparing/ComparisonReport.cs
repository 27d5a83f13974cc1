// The same records as a page to look at.
using Vdsh.Cli.Reports;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Comparing;

internal static class ComparisonReport
{
    /// <summary>The content of the page.</summary>
    public static ReportData ToReport(IReadOnlyList<ComparisonRecord> records)
    {
        ComparisonRecord[] finished = [.. records.Where(record => record.Report is not null)];
        return new ReportData
        {
            Title = "Comparison",
            Summary = $"{finished.Length} cells on {string.Join(", ", finished.Select(record => $"{record.Data} ({record.Protocol})").Distinct())}.",
            Settings = [.. records.Select(record => record.Command).Distinct().Select((command, i) => ($"command {i + 1}", command))],
            Results = [.. finished.Select(record => ToRow(record, record.Report!))],
            Notes = [.. records.Where(record => record.Error is not null).Select(record => $"{record.Method}, {record.Bits} bits, {record.Protocol} failed: {record.Error}")],
            Curves = [.. finished.Select(record => new PrecisionRecallCurve(NameOf(record), record.Report!.CurveRecall, record.Report.CurvePrecision))],
        };
    }

    private static string NameOf(ComparisonRecord record)
        => $"{record.Method}, {record.Bits} bits{(record.Layers is int layers ? $", {layers} layers" : "")}";

    private static ResultRow ToRow(ComparisonRecord record, RetrievalReport report) => new(
        NameOf(record), $"{record.Data} {record.Protocol} ({report.Database})", report.Map, report.MapPessimistic, report.MapOptimistic, report.MapStableSort ?? double.NaN,
        report.PrecisionAt.GetValueOrDefault(100, double.NaN), report.PrecisionAt.GetValueOrDefault(1000, double.NaN), report.PrecisionRadius2, report.Ndcg);
}
