// One self-contained page that a reader can open, mail or archive: nothing is fetched, nothing but its own style and script is allowed to run, every text is encoded.
using System.Security.Cryptography;
using System.Text;
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;
using Vdsh.Cli.Reports.Sections;

namespace Vdsh.Cli.Reports;

internal static class HtmlReport
{
    /// <summary>The whole page.</summary>
    public static string Render(ReportData data)
    {
        string style = Asset("report.css"), script = Asset("report.js");
        var styles = new SeriesStyles();
        var page = new PageWriter();
        ResultSection.Write(page, data);
        CurveSections.Write(page, data, styles);
        DistanceSection.Write(page, data.Distances);
        GallerySection.Write(page, data.Gallery);
        ConfusionSection.Write(page, data.Confusions);
        BitSection.Write(page, data.Bits);
        DepthSection.Write(page, data.Depth);
        TrainingSection.Write(page, data.Training);
        SettingsSection.Write(page, data.Settings);

        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src {Source(style)}; script-src {Source(script)}; base-uri 'none'; form-action 'none'\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Append($"<title>{Html.Encode(data.Title)}</title>\n<style>{style}</style>\n</head>\n<body>\n");
        html.Append("<a class=\"skip\" href=\"#main\">Skip to the results</a>\n<header>\n<div class=\"bar\"><p class=\"brand\">vdsh report</p>");
        html.Append("<button type=\"button\" id=\"theme\" hidden>Dark</button></div>\n");
        html.Append($"<h1>{Html.Encode(data.Title)}</h1>\n<p class=\"summary\">{Html.Encode(data.Summary)}</p>\n");
        AppendHighlights(html, data.Highlights);
        AppendContents(html, page.Sections);
        html.Append("</header>\n<main id=\"main\" tabindex=\"-1\">\n").Append(page);
        html.Append("</main>\n<footer><p>Written by vdsh. This page holds everything it shows and fetches nothing.</p></footer>\n");
        return html.Append($"<script>{script}</script>\n</body>\n</html>\n").ToString();
    }

    private static void AppendHighlights(StringBuilder html, IReadOnlyList<(string Name, string Value)> highlights)
    {
        if (highlights.Count == 0)
            return;
        html.Append("<dl class=\"highlights\">\n");
        foreach ((string name, string value) in highlights)
            html.Append($"<div><dt>{Html.Encode(name)}</dt><dd>{Html.Encode(value)}</dd></div>\n");
        html.Append("</dl>\n");
    }

    private static void AppendContents(StringBuilder html, IReadOnlyList<(string Id, string Title)> sections)
    {
        if (sections.Count < 2)
            return;
        html.Append("<nav aria-label=\"Sections\"><ul>\n");
        foreach ((string id, string title) in sections)
            html.Append($"<li><a href=\"#{id}\">{Html.Encode(title)}</a></li>\n");
        html.Append("</ul></nav>\n");
    }

    // The page's own style and script are named by their hash, so that nothing else can run in it.
    private static string Source(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"Vdsh.Cli.Reports.Page.{name}")
            ?? throw new InvalidOperationException($"{name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
