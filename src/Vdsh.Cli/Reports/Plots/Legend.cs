// A legend outside the drawing wraps on a phone, and its entries are buttons that bring one line out of many.
using System.Text;
using Vdsh.Cli.Reports.Page;

namespace Vdsh.Cli.Reports.Plots;

internal static class Legend
{
    /// <summary>A list of line samples with their names.</summary>
    public static string Lines(IEnumerable<(string Name, SeriesStyle Style)> series)
        => List(series, style => $"<path class=\"{style.LineClass}\" d=\"M1 7H27\"/><path class=\"{style.MarkClass}\" d=\"{style.Marker(14, 7)}\"/>");

    /// <summary>A list of filled samples with their names.</summary>
    public static string Fills(IEnumerable<(string Name, SeriesStyle Style)> series)
        => List(series, style => $"<path class=\"{style.FillClass}\" d=\"M5 2H23V12H5z\"/>");

    private static string List(IEnumerable<(string Name, SeriesStyle Style)> series, Func<SeriesStyle, string> sample)
    {
        var list = new StringBuilder("<ul class=\"legend\">\n");
        foreach ((string name, SeriesStyle style) in series)
        {
            list.Append($"<li><button type=\"button\" aria-pressed=\"false\" data-name=\"{Html.Encode(name)}\">");
            list.Append($"<svg viewBox=\"0 0 28 14\" aria-hidden=\"true\">{sample(style)}</svg>{Html.Encode(name)}</button></li>\n");
        }
        return list.Append("</ul>\n").ToString();
    }
}
