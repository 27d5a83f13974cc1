// One self-contained page that a reader can open, mail or archive: no scripts, no network, every text encoded.
using System.Net;
using System.Text;

namespace Vdsh.Cli.Reports;

internal static class HtmlReport
{
    /// <summary>The whole page.</summary>
    public static string Render(ReportData data)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append($"<title>{Encode(data.Title)}</title>\n<style>\n{ReportStyle.Css}\n</style>\n</head>\n<body>\n<main>\n");
        page.Append($"<h1>{Encode(data.Title)}</h1>\n<p>{Encode(data.Summary)}</p>\n");
        AppendResults(page, data);
        AppendPlots(page, data);
        AppendSettings(page, data);
        page.Append("<footer><p>Written by vdsh.</p></footer>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void AppendResults(StringBuilder page, ReportData data)
    {
        if (data.Results.Count == 0)
            return;
        page.Append("<h2>Retrieval</h2>\n<div class=\"wide\"><table>\n<thead><tr>");
        for (int column = 0; column < ResultRow.Columns.Count; column++)
            page.Append($"<th{Class(column)}>{Encode(ResultRow.Columns[column])}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (ResultRow row in data.Results)
        {
            IReadOnlyList<string> cells = row.Cells();
            page.Append("<tr>");
            for (int column = 0; column < cells.Count; column++)
                page.Append($"<td{Class(column)}>{Encode(cells[column])}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table></div>\n");
        foreach (string note in data.Notes)
            page.Append($"<p class=\"soft\">{Encode(note)}</p>\n");

        static string Class(int column) => column >= 2 ? " class=\"number\"" : "";
    }

    private static void AppendPlots(StringBuilder page, ReportData data)
    {
        var plots = new List<(string Svg, string Caption)>();
        if (data.Curves.Count > 0)
            plots.Add((PrecisionRecallPlot.Draw(data.Curves), "Precision and recall of everything within a Hamming radius, averaged over the queries; each point is a radius."));
        if (data.Distances is not null)
            plots.Add((DistanceHistogramPlot.Draw(data.Distances), "Distances between queries and database items: pairs with a common label, and the others."));
        if (data.Loss.Count > 0)
            plots.Add((LossPlot.Draw(data.Loss), "Training loss after each sweep over the training set."));
        if (plots.Count == 0)
            return;
        page.Append("<h2>Plots</h2>\n<div class=\"plots\">\n");
        foreach ((string svg, string caption) in plots)
            page.Append($"<figure>{svg}<figcaption>{Encode(caption)}</figcaption></figure>\n");
        page.Append("</div>\n");
    }

    private static void AppendSettings(StringBuilder page, ReportData data)
    {
        if (data.Settings.Count == 0)
            return;
        page.Append("<h2>Settings</h2>\n<div class=\"wide\"><table><tbody>\n");
        foreach ((string name, string value) in data.Settings)
            page.Append($"<tr><th>{Encode(name)}</th><td>{Encode(value)}</td></tr>\n");
        page.Append("</tbody></table></div>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
