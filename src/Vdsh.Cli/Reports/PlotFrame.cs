// The common part of all plots: an SVG of fixed proportions with axes, ticks and a legend, coloured by the page's style sheet.
using System.Globalization;
using System.Net;
using System.Text;

namespace Vdsh.Cli.Reports;

/// <summary>Draws in data coordinates; the y axis points up.</summary>
internal sealed class PlotFrame
{
    private const double Width = 640, Height = 360, Left = 62, Right = 16, Top = 30, Bottom = 46;

    private readonly StringBuilder svg = new();
    private readonly double lowX, highX, lowY, highY;
    private double legendX = Left;

    public PlotFrame(string title, string labelX, string labelY, double lowX, double highX, double lowY, double highY)
    {
        (this.lowX, this.highX) = Widened(lowX, highX);
        (this.lowY, this.highY) = Widened(lowY, highY);
        Append($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Encode(title)}\" xmlns=\"http://www.w3.org/2000/svg\">");
        foreach (double x in Ticks.Between(this.lowX, this.highX, 8))
        {
            Append($"<line class=\"grid\" x1=\"{X(x):0.#}\" y1=\"{Top}\" x2=\"{X(x):0.#}\" y2=\"{Height - Bottom}\"/>");
            Append($"<text x=\"{X(x):0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{x:0.###}</text>");
        }
        foreach (double y in Ticks.Between(this.lowY, this.highY, 6))
        {
            Append($"<line class=\"grid\" x1=\"{Left}\" y1=\"{Y(y):0.#}\" x2=\"{Width - Right}\" y2=\"{Y(y):0.#}\"/>");
            Append($"<text x=\"{Left - 6}\" y=\"{Y(y) + 4:0.#}\" text-anchor=\"end\">{y:0.####}</text>");
        }
        Append($"<path class=\"axis\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>");
        Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{Encode(labelX)}</text>");
        double middle = (Top + Height - Bottom) / 2;
        Append($"<text transform=\"translate(14 {middle}) rotate(-90)\" text-anchor=\"middle\">{Encode(labelY)}</text>");
    }

    /// <summary>Joins points by straight lines; a series keeps its colour by its number.</summary>
    public PlotFrame Line(int series, IReadOnlyList<(double X, double Y)> points, bool markers)
    {
        Append($"<polyline class=\"line s{series % 6}\" points=\"");
        foreach ((double x, double y) in points)
            Append($"{X(x):0.##},{Y(y):0.##} ");
        Append($"\"/>");
        if (markers)
        {
            foreach ((double x, double y) in points)
                Append($"<circle class=\"dot s{series % 6}\" cx=\"{X(x):0.##}\" cy=\"{Y(y):0.##}\" r=\"3\"><title>{x:0.####}, {y:0.####}</title></circle>");
        }
        return this;
    }

    /// <summary>A bar from the bottom of the plot.</summary>
    public PlotFrame Bar(int series, double centre, double width, double value)
    {
        double top = Y(Math.Max(value, lowY));
        Append($"<rect class=\"bar s{series % 6}\" x=\"{X(centre - width / 2):0.##}\" y=\"{top:0.##}\" width=\"{X(centre + width / 2) - X(centre - width / 2):0.##}\" ");
        Append($"height=\"{Y(lowY) - top:0.##}\"><title>{centre:0.####}: {value:0.#####}</title></rect>");
        return this;
    }

    /// <summary>Names a series above the plot.</summary>
    public PlotFrame Legend(int series, string name)
    {
        Append($"<rect class=\"bar s{series % 6}\" x=\"{legendX}\" y=\"10\" width=\"12\" height=\"12\"/><text x=\"{legendX + 17}\" y=\"20\">{Encode(name)}</text>");
        legendX += 34 + 6.6 * name.Length;
        return this;
    }

    /// <summary>The finished element.</summary>
    public string ToSvg() => svg + "</svg>";

    private double X(double x) => Left + (x - lowX) / (highX - lowX) * (Width - Left - Right);

    private double Y(double y) => Height - Bottom - (y - lowY) / (highY - lowY) * (Height - Top - Bottom);

    private void Append(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

    private static (double Low, double High) Widened(double low, double high) => high > low ? (low, high) : (low - 0.5, low + 0.5);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
