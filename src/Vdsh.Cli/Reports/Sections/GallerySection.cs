// Numbers persuade, pictures convince: what a search really returns, its mistakes included.
using System.Globalization;
using System.Text;
using Vdsh.Cli.Reports.Page;
using Vdsh.Data;

namespace Vdsh.Cli.Reports.Sections;

internal static class GallerySection
{
    public static void Write(PageWriter page, IReadOnlyList<GalleryPanel> panels)
    {
        if (panels.Count == 0)
            return;
        page.Begin("gallery", "Gallery", "Queries from the worst to the best, each with its nearest items in order. A cross and a dashed frame mark an item of another class; the number below is the Hamming distance.");
        page.Panels("codes", panels, panel => panel.Heading, panel =>
        {
            page.Raw("<ul class=\"gallery\">\n");
            foreach (GalleryQuery query in panel.Queries)
                page.Raw(Row(query));
            page.Raw("</ul>\n");
        });
        page.End();
    }

    private static string Row(GalleryQuery query)
    {
        int right = query.Nearest.Count(item => item.IsRelevant);
        var row = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"<li><div class=\"query\">{Picture(query.Image, $"query: {query.Label}")}<p><b>{Html.Encode(query.Label)}</b><br>");
        row.Append(CultureInfo.InvariantCulture, $"AP {query.AveragePrecision:0.000}<br>{right} of {query.Nearest.Count} right</p></div>\n<ol class=\"found\">\n");
        foreach (GalleryItem item in query.Nearest)
        {
            string verdict = item.IsRelevant ? "right" : "wrong";
            row.Append(CultureInfo.InvariantCulture, $"<li class=\"{verdict}\">{Picture(item.Image, $"{verdict}: {item.Label}, distance {item.Distance}")}");
            row.Append(CultureInfo.InvariantCulture, $"<span aria-hidden=\"true\">{(item.IsRelevant ? "" : "✕ ")}{item.Distance}</span></li>\n");
        }
        return row.Append("</ol></li>\n").ToString();
    }

    private static string Picture(ItemImage image, string alternative)
        => $"<img width=\"{image.Width}\" height=\"{image.Height}\" alt=\"{Html.Encode(alternative)}\" title=\"{Html.Encode(alternative)}\" src=\"data:{image.MediaType};base64,{Convert.ToBase64String(image.Bytes.Span)}\">";
}
