// The table that a reader quotes: every measure, with the interval that ties leave open drawn beside the number.
using System.Globalization;
using System.Text;
using Vdsh.Cli.Reports.Page;

namespace Vdsh.Cli.Reports.Sections;

internal static class ResultSection
{
    /// <summary>What the columns of a table of cuts divide by.</summary>
    public const string CutExplanation = "Divided by the relevant items R, at most K, or by the hits found within K; "
        + "'stable' keeps the database order inside ties, and so do the two that follow. "
        + "DeepHash counts a query without hits as 0, HashNet leaves it out.";

    public static void Write(PageWriter page, ReportData data)
    {
        if (data.Tables.Count == 0)
            return;
        page.Begin("results", "Retrieval", "");
        bool withBits = data.Tables.SelectMany(table => table.Rows).Select(row => row.Bits).Distinct().Count() > 1;
        foreach (ResultTable table in data.Tables)
        {
            page.Raw(Table(table, withBits));
            if (table.Rows.Any(row => row.Cuts.Count > 0))
                page.Raw(CutTable(table, withBits));
        }
        if (data.Notes.Count > 0)
            page.Raw($"<ul class=\"notes\">\n{string.Concat(data.Notes.Select(note => $"<li>{Html.Encode(note)}</li>\n"))}</ul>\n");
        page.End();
    }

    private static string Table(ResultTable table, bool withBits)
    {
        bool withSeconds = table.Rows.Any(row => row.Seconds is not null), withRemarks = table.Rows.Any(row => row.Remark.Length > 0);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{Html.Encode(table.Heading)}\"><table class=\"results\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<caption><span>{Html.Encode(table.Heading)} {PageWriter.CsvLink(table.Heading, FileName.Of("results", table.Heading), Csv(table))}</span></caption>\n<thead><tr>");
        List<(string Name, string Explanation)> columns =
        [
            ("method", ""), .. withBits ? [("bits", "")] : ((string, string)[])[],
            ("mAP", "tie-aware mean average precision"), ("tie bounds", "mean average precision with relevant items last, and first, inside ties"),
            ("stable", "mean average precision of a stable sort"), ("P@100", "expected precision of the first 100"), ("P@1000", "expected precision of the first 1000"),
            ("P@r2", "precision within Hamming radius 2"), ("NDCG", "tie-aware normalised discounted cumulative gain"),
            .. withSeconds ? [("training", "seconds of training")] : ((string, string)[])[], .. withRemarks ? [("remark", "")] : ((string, string)[])[],
        ];
        foreach ((string name, string explanation) in columns)
        {
            string title = explanation.Length == 0 ? Html.Encode(name) : $"<abbr title=\"{Html.Encode(explanation)}\">{Html.Encode(name)}</abbr>";
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{(name is "method" or "remark" or "tie bounds" ? "" : " class=\"number\"")}>{title}</th>");
        }
        html.Append("</tr></thead>\n<tbody>\n");
        var best = table.Rows.Where(row => !double.IsNaN(row.Map)).GroupBy(row => row.Bits).ToDictionary(group => group.Key, group => group.Max(row => row.Map));
        foreach (ResultRow row in table.Rows)
        {
            bool isBest = table.Rows.Count > 1 && best.TryGetValue(row.Bits, out double map) && row.Map == map;
            html.Append(CultureInfo.InvariantCulture, $"<tr{(isBest ? " class=\"best\"" : "")}><th scope=\"row\">{Html.Encode(row.Method)}{(isBest ? " <span class=\"badge\">best</span>" : "")}</th>");
            if (withBits)
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{row.Bits}</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td class=\"number map\">{ResultRow.Measure(row.Map)}</td><td class=\"bounds\">{Bounds(row)}</td>");
            foreach (double value in (double[])[row.MapStableSort, row.PrecisionAt100, row.PrecisionAt1000, row.PrecisionRadius2, row.Ndcg])
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{ResultRow.Measure(value)}</td>");
            if (withSeconds)
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{(row.Seconds is double seconds ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : "-")}</td>");
            if (withRemarks)
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"remark\">{Html.Encode(row.Remark)}</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    private static string CutTable(ResultTable table, bool withBits)
    {
        string heading = $"{table.Heading}: mAP within the first K";
        var csv = new CsvTable(["method", "bits", "searched", .. MapCut.Columns.Select(column => column.Key)]);
        var html = new StringBuilder();
        foreach (ResultRow row in table.Rows)
        {
            foreach (MapCut cut in row.Cuts)
            {
                csv.Row([row.Method, row.Bits, row.Database, cut.Rank, .. cut.Values.Cast<object>()]);
                html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Html.Encode(row.Method)}</th>");
                if (withBits)
                    html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{row.Bits}</td>");
                html.AppendJoin("", cut.Cells().Select(cell => $"<td class=\"number\">{cell}</td>")).Append("</tr>\n");
            }
        }
        var head = new StringBuilder("<th scope=\"col\">method</th>")
            .Append(withBits ? "<th scope=\"col\" class=\"number\">bits</th>" : "")
            .AppendJoin("", MapCut.Columns.Select(column => "<th scope=\"col\" class=\"number\">"
                + $"<abbr title=\"{Html.Encode(column.Explanation)}\">{Html.Encode(column.Name)}</abbr></th>"));
        string name = Html.Encode(heading);
        string link = PageWriter.CsvLink(heading, FileName.Of("map-at", table.Heading), csv);
        return $"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\"><table class=\"results\">\n"
            + $"<caption><span>{name} {link}</span></caption>\n"
            + $"<thead><tr>{head}</tr></thead>\n<tbody>\n{html}</tbody></table></div>\n";
    }

    // On a scale of 0..1: a bar up to the expectation, the interval across its end, and the same in digits.
    private static string Bounds(ResultRow row)
    {
        if (double.IsNaN(row.MapPessimistic) || double.IsNaN(row.MapOptimistic))
            return "-";
        double low = 100 * Math.Clamp(row.MapPessimistic, 0, 1), high = 100 * Math.Clamp(row.MapOptimistic, 0, 1), middle = 100 * Math.Clamp(row.Map, 0, 1);
        return FormattableString.Invariant($"<svg class=\"whisker\" viewBox=\"-1 0 102 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path class=\"scale\" d=\"M0 2H100V12H0z\"/>")
            + FormattableString.Invariant($"<path class=\"share\" d=\"M0 2H{middle:0.##}V12H0z\"/><path class=\"span\" d=\"M{low:0.##} 7H{high:0.##}M{low:0.##} 0v14M{high:0.##} 0v14\"/></svg>")
            + $"<span>{ResultRow.Measure(row.MapPessimistic)} .. {ResultRow.Measure(row.MapOptimistic)}</span>";
    }

    private static CsvTable Csv(ResultTable table)
    {
        var csv = new CsvTable(
            "method", "bits", "searched", "map", "mapPessimistic", "mapOptimistic", "mapStableSort", "precisionAt100", "precisionAt1000", "precisionRadius2", "ndcg", "secondsTrain", "remark");
        foreach (ResultRow row in table.Rows)
        {
            csv.Row(row.Method, row.Bits, row.Database, row.Map, row.MapPessimistic, row.MapOptimistic, row.MapStableSort, row.PrecisionAt100, row.PrecisionAt1000,
                row.PrecisionRadius2, row.Ndcg, row.Seconds, row.Remark);
        }
        return csv;
    }
}
