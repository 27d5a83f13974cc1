// A heat map is read with its scale beside it.
using System.Text;

namespace Vdsh.Cli.Reports.Plots;

internal static class HeatScale
{
    /// <summary>All shades from the most negative to the most positive one; without a name for the low end, from 0 up.</summary>
    public static string Draw(string? low, string zero, string high)
    {
        int first = low is null ? 0 : -HeatMap.Shades, cells = HeatMap.Shades - first + 1;
        var svg = new StringBuilder($"<p class=\"heat-scale\"><span>{low ?? zero}</span><svg viewBox=\"0 0 {cells} 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        for (int shade = first; shade <= HeatMap.Shades; shade++)
            svg.Append($"<path class=\"{(shade < 0 ? "n" : "p")}{Math.Abs(shade)}\" d=\"M{shade - first} 0h1v1h-1z\"/>");
        return svg.Append($"</svg><span>{high}</span></p>\n").ToString();
    }
}
