// The common part of all plots with axes: an SVG of fixed proportions, coloured by the page's style sheet, described in words for those who do not see it.
using System.Globalization;
using System.Text;
using Vdsh.Cli.Reports.Page;

namespace Vdsh.Cli.Reports.Plots;

/// <summary>Draws in data coordinates; the y axis points up.</summary>
internal sealed class PlotFrame
{
    private const double Width = 480, Height = 310, Left = 58, Right = 14, Top = 12, Bottom = 46;
    private const int AboutLabels = 5;

    // More markers than this would hide the line that they belong to.
    private const int MarkedPoints = 40, SparseMarks = 12;

    private readonly StringBuilder svg = new();
    private readonly PlotAxis horizontal, vertical;

    /// <param name="title">What the plot shows, in a few words.</param>
    /// <param name="description">What can be read from it, in a sentence.</param>
    /// <param name="horizontal">The x axis.</param>
    /// <param name="vertical">The y axis.</param>
    public PlotFrame(string title, string description, PlotAxis horizontal, PlotAxis vertical)
    {
        this.horizontal = horizontal;
        this.vertical = vertical;
        Append($"<svg class=\"plot\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">");
        Append($"<title>{Html.Encode(title)}</title><desc>{Html.Encode(description)}</desc><g aria-hidden=\"true\">");
        foreach (double x in horizontal.Labels(AboutLabels))
        {
            Append($"<path class=\"grid\" d=\"M{X(x):0.#} {Top}V{Height - Bottom}\"/>");
            Append($"<text x=\"{X(x):0.#}\" y=\"{Height - Bottom + 17}\" text-anchor=\"middle\">{x:0.######}</text>");
        }
        foreach (double y in vertical.Labels(AboutLabels))
        {
            Append($"<path class=\"grid\" d=\"M{Left} {Y(y):0.#}H{Width - Right}\"/>");
            Append($"<text x=\"{Left - 7}\" y=\"{Y(y) + 4:0.#}\" text-anchor=\"end\">{Short(y)}</text>");
        }
        Append($"<path class=\"axis\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>");
        Append($"<text class=\"name\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 9}\" text-anchor=\"middle\">{Html.Encode(horizontal.Label)}</text>");
        double middle = (Top + Height - Bottom) / 2;
        Append($"<text class=\"name\" transform=\"translate(13 {middle}) rotate(-90)\" text-anchor=\"middle\">{Html.Encode(vertical.Label)}</text></g>");
    }

    /// <summary>Joins points by straight lines and marks them, some of them where there are many; points that the axes cannot hold are left out.</summary>
    /// <param name="name">The series.</param>
    /// <param name="style">Its looks.</param>
    /// <param name="x">Horizontal coordinates.</param>
    /// <param name="y">Vertical coordinates.</param>
    /// <param name="markAll">Whether every point is marked, however many there are.</param>
    public PlotFrame Line(string name, SeriesStyle style, IReadOnlyList<double> x, IReadOnlyList<double> y, bool markAll = false)
    {
        (double X, double Y)[] points = [.. x.Zip(y).Where(point => horizontal.Holds(point.First) && vertical.Holds(point.Second))];
        if (points.Length == 0)
            return this;
        Append($"<g class=\"series\" data-name=\"{Html.Encode(name)}\"><polyline class=\"{style.LineClass}\" points=\"");
        foreach ((double px, double py) in points)
            Append($"{X(px):0.#},{Y(py):0.#} ");
        Append($"\"/><path class=\"{style.MarkClass}\" d=\"");
        int every = markAll || points.Length <= MarkedPoints ? 1 : (points.Length + SparseMarks - 1) / SparseMarks;
        for (int i = 0; i < points.Length; i += every)
            svg.Append(style.Marker(X(points[i].X), Y(points[i].Y)));
        Append($"\"/></g>");
        return this;
    }

    /// <summary>Bars from the bottom of the plot, all of one series.</summary>
    /// <param name="name">The series.</param>
    /// <param name="style">Its looks.</param>
    /// <param name="bars">Left edge, right edge and value of each bar.</param>
    public PlotFrame Bars(string name, SeriesStyle style, IEnumerable<(double From, double To, double Value)> bars)
    {
        Append($"<g class=\"series\" data-name=\"{Html.Encode(name)}\"><path class=\"{style.FillClass}\" d=\"");
        foreach ((double from, double to, double value) in bars)
        {
            if (vertical.Holds(value) && value > vertical.Low)
                Append($"M{X(from):0.##} {Y(vertical.Low):0.##}V{Y(value):0.##}H{X(to):0.##}V{Y(vertical.Low):0.##}z");
        }
        Append($"\"/></g>");
        return this;
    }

    /// <summary>A thin line across the plot at a value that the reader compares with.</summary>
    public PlotFrame Level(double value)
    {
        Append($"<path class=\"level\" d=\"M{Left} {Y(value):0.#}H{Width - Right}\"/>");
        return this;
    }

    /// <summary>The finished element.</summary>
    public string ToSvg() => svg + "</svg>";

    private double X(double x) => Left + horizontal.Share(x) * (Width - Left - Right);

    private double Y(double y) => Height - Bottom - vertical.Share(y) * (Height - Top - Bottom);

    private void Append(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

    private static string Short(double value)
        => value != 0 && (Math.Abs(value) < 1e-3 || Math.Abs(value) >= 1e5)
            ? value.ToString("0.#e0", CultureInfo.InvariantCulture) : value.ToString("0.####", CultureInfo.InvariantCulture);
}
