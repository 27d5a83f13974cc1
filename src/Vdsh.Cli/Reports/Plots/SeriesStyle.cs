// A line must be told from its neighbours without colour too, so every series has a colour, a dash and a marker of its own.
using System.Globalization;

namespace Vdsh.Cli.Reports.Plots;

/// <summary>How one series looks: class names for the style sheet, and the shape of its markers.</summary>
internal readonly record struct SeriesStyle(int Number)
{
    private const int Colors = 8, Dashes = 5, Shapes = 7;

    /// <summary>Classes of a stroke.</summary>
    public string LineClass => FormattableString.Invariant($"line c{Number % Colors} d{Number % Dashes}");

    /// <summary>Classes of a marker.</summary>
    public string MarkClass => FormattableString.Invariant($"mark c{Number % Colors}");

    /// <summary>Classes of a filled area.</summary>
    public string FillClass => FormattableString.Invariant($"fill c{Number % Colors}");

    /// <summary>The path of a marker at a point of the drawing.</summary>
    public string Marker(double x, double y)
    {
        FormattableString path = (Number % Shapes) switch
        {
            0 => $"M{x - 3:0.#} {y:0.#}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z",
            1 => $"M{x - 2.8:0.#} {y - 2.8:0.#}h5.6v5.6h-5.6z",
            2 => $"M{x:0.#} {y - 3.6:0.#}l3.6 6.2h-7.2z",
            3 => $"M{x:0.#} {y - 3.9:0.#}l3.9 3.9l-3.9 3.9l-3.9 -3.9z",
            4 => $"M{x:0.#} {y + 3.6:0.#}l3.6 -6.2h-7.2z",
            5 => $"M{x - 3.6:0.#} {y - 1:0.#}h2.6v-2.6h2v2.6h2.6v2h-2.6v2.6h-2v-2.6h-2.6z",
            _ => $"M{x - 4:0.#} {y - 1.6:0.#}h8v3.2h-8z",
        };
        return path.ToString(CultureInfo.InvariantCulture);
    }
}
