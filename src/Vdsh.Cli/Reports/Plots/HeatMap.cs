// A matrix of numbers as a picture: one path per shade instead of one rectangle per cell keeps thousands of cells small.
using System.Globalization;
using System.Text;
using Vdsh.Cli.Reports.Page;

namespace Vdsh.Cli.Reports.Plots;

/// <summary>Draws square cells. Values are cut to the range and rounded to one of the shades; NaN stays empty.</summary>
internal static class HeatMap
{
    /// <summary>Shades on each side of 0.</summary>
    public const int Shades = 8;

    private const double Side = 330, LabelWidth = 88, Gap = 6, Top = 6;

    // Wider cells hold their number.
    private const double CellForText = 26;

    /// <summary>The drawing.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="description">What can be read from it.</param>
    /// <param name="values">The matrix, in -limit..limit.</param>
    /// <param name="limit">The value of the strongest shade, above 0.</param>
    /// <param name="labels">Names of rows and columns, or empty for numbers at round places.</param>
    /// <param name="rowName">What a row is.</param>
    /// <param name="columnName">What a column is.</param>
    public static string Draw(string title, string description, double[,] values, double limit, IReadOnlyList<string> labels, string rowName, string columnName)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1);
        double cell = Side / Math.Max(1, Math.Max(rows, columns));
        double left = labels.Count > 0 ? LabelWidth : 50, bottom = labels.Count > 0 ? LabelWidth : 46;
        double width = left + columns * cell + 12, height = Top + rows * cell + bottom;
        var svg = new StringBuilder();
        Append(svg, $"<svg class=\"heat\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">");
        Append(svg, $"<title>{Html.Encode(title)}</title><desc>{Html.Encode(description)}</desc>");
        Append(svg, $"<g transform=\"translate({left} {Top}) scale({cell:0.####})\">{Cells(values, limit)}</g>");
        Append(svg, $"<path class=\"axis\" d=\"M{left} {Top}h{columns * cell:0.#}v{rows * cell:0.#}h-{columns * cell:0.#}z\"/><g aria-hidden=\"true\">");
        if (cell >= CellForText)
            AppendNumbers(svg, values, limit, cell, left);
        AppendLabels(svg, labels, rows, columns, cell, left);
        Append(svg, $"<text class=\"name\" x=\"{left + columns * cell / 2:0.#}\" y=\"{height - 6:0.#}\" text-anchor=\"middle\">{Html.Encode(columnName)}</text>");
        Append(svg, $"<text class=\"name\" transform=\"translate(13 {Top + rows * cell / 2:0.#}) rotate(-90)\" text-anchor=\"middle\">{Html.Encode(rowName)}</text></g></svg>");
        return svg.ToString();
    }

    // The shade of a value: 0 for nearly nothing, up to the number of shades, negative below 0.
    private static int ShadeOf(double value, double limit) => (int)Math.Round(Math.Clamp(value / limit, -1, 1) * Shades, MidpointRounding.AwayFromZero);

    private static string Cells(double[,] values, double limit)
    {
        var paths = new SortedDictionary<int, StringBuilder>();
        int rows = values.GetLength(0), columns = values.GetLength(1);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns;)
            {
                if (double.IsNaN(values[row, column]))
                {
                    column++;
                    continue;
                }
                int shade = ShadeOf(values[row, column], limit), end = column + 1;
                while (end < columns && !double.IsNaN(values[row, end]) && ShadeOf(values[row, end], limit) == shade)
                    end++;
                if (!paths.TryGetValue(shade, out StringBuilder? path))
                    paths[shade] = path = new StringBuilder();
                Append(path, $"M{column} {row}h{end - column}v1h-{end - column}z");
                column = end;
            }
        }
        var all = new StringBuilder();
        foreach ((int shade, StringBuilder path) in paths)
            Append(all, $"<path class=\"{(shade < 0 ? "n" : "p")}{Math.Abs(shade)}\" d=\"{path}\"/>");
        return all.ToString();
    }

    private static void AppendNumbers(StringBuilder svg, double[,] values, double limit, double cell, double left)
    {
        for (int row = 0; row < values.GetLength(0); row++)
        {
            for (int column = 0; column < values.GetLength(1); column++)
            {
                double value = values[row, column];
                if (double.IsNaN(value))
                    continue;
                string shade = Math.Abs(ShadeOf(value, limit)) > Shades * 3 / 4 ? "on-strong" : "on-weak";
                Append(svg, $"<text class=\"value {shade}\" x=\"{left + (column + 0.5) * cell:0.#}\" y=\"{Top + (row + 0.5) * cell + 4:0.#}\" text-anchor=\"middle\">{value:.00}</text>");
            }
        }
    }

    private static void AppendLabels(StringBuilder svg, IReadOnlyList<string> labels, int rows, int columns, double cell, double left)
    {
        double bottom = Top + rows * cell;
        if (labels.Count == 0)
        {
            foreach (double bit in Ticks.Between(0, columns - 1, 6).Where(bit => bit == Math.Floor(bit)))
                Append(svg, $"<text x=\"{left + (bit + 0.5) * cell:0.#}\" y=\"{bottom + 16:0.#}\" text-anchor=\"middle\">{bit:0}</text>");
            foreach (double bit in Ticks.Between(0, rows - 1, 6).Where(bit => bit == Math.Floor(bit)))
                Append(svg, $"<text x=\"{left - Gap:0.#}\" y=\"{Top + (bit + 0.5) * cell + 4:0.#}\" text-anchor=\"end\">{bit:0}</text>");
            return;
        }
        int every = (int)Math.Max(1, Math.Ceiling(13 / cell));
        for (int i = 0; i < labels.Count; i += every)
        {
            string name = Html.Encode(labels[i].Length > 11 ? labels[i][..10] + "…" : labels[i]);
            Append(svg, $"<text x=\"{left - Gap:0.#}\" y=\"{Top + (i + 0.5) * cell + 4:0.#}\" text-anchor=\"end\">{name}</text>");
            Append(svg, $"<text transform=\"translate({left + (i + 0.5) * cell + 4:0.#} {bottom + Gap:0.#}) rotate(-90)\" text-anchor=\"end\">{name}</text>");
        }
    }

    private static void Append(StringBuilder target, FormattableString text) => target.Append(text.ToString(CultureInfo.InvariantCulture));
}
