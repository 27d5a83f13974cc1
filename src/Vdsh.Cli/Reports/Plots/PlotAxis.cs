// Where a number lies along an axis, and where its labels go.
namespace Vdsh.Cli.Reports.Plots;

/// <summary>One axis of a plot.</summary>
/// <param name="Label">What is shown, with its unit.</param>
/// <param name="Low">The smallest value; above 0 on a logarithmic axis.</param>
/// <param name="High">The largest value.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios.</param>
/// <param name="IsCount">Whether only whole numbers mean anything, so that no others are labels.</param>
internal sealed record PlotAxis(string Label, double Low, double High, bool IsLogarithmic = false, bool IsCount = false)
{
    private const double DecadesForPowersOnly = 3.5;

    // The ends of what a logarithmic axis shows: beyond them the ratio of two numbers is no number.
    private const double Tiny = 1e-300, Huge = 1e300;

    /// <summary>An axis that holds all finite values with a little room above, and 0 where it is not logarithmic.</summary>
    public static PlotAxis Around(string label, IEnumerable<double> values, bool isLogarithmic = false)
    {
        double[] shown = [.. values.Where(value => double.IsFinite(value) && (!isLogarithmic || value > 0))];
        if (shown.Length == 0)
            return new PlotAxis(label, isLogarithmic ? 0.1 : 0, 1, isLogarithmic);
        double low = shown.Min(), high = shown.Max();
        if (isLogarithmic)
        {
            (low, high) = (Math.Clamp(low, Tiny, Huge), Math.Clamp(high, Tiny, Huge));
            return high > low ? new PlotAxis(label, low / 1.15, high * 1.15, true) : new PlotAxis(label, low / 2, high * 2, true);
        }
        low = Math.Min(0, low);
        return new PlotAxis(label, low, high > low ? high + 0.05 * (high - low) : low + 1);
    }

    /// <summary>The share of the axis below a value: 0 at its low end, 1 at its high end.</summary>
    public double Share(double value)
    {
        if (!(High > Low))
            return 0.5;
        return IsLogarithmic ? (Math.Log(value) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low)) : (value - Low) / (High - Low);
    }

    /// <summary>Whether a value can be drawn.</summary>
    public bool Holds(double value) => double.IsFinite(value) && (!IsLogarithmic || value > 0);

    /// <summary>The labelled values, about as many as asked for.</summary>
    public IReadOnlyList<double> Labels(int about)
    {
        if (!IsLogarithmic || !(High > Low) || Math.Log10(High) - Math.Log10(Low) < 1)
            return [.. Ticks.Between(Low, High, about).Where(value => !IsCount || value == Math.Round(value))];
        double decades = Math.Log10(High) - Math.Log10(Low);
        double[] steps = decades > DecadesForPowersOnly ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
        int every = Math.Max(1, (int)Math.Ceiling(decades / about));
        var labels = new List<double>();
        for (int power = (int)Math.Floor(Math.Log10(Low)); power <= Math.Log10(High); power++)
        {
            if (power % every == 0)
                labels.AddRange(steps.Select(step => step * Math.Pow(10, power)).Where(value => value >= Low * (1 - 1e-9) && value <= High * (1 + 1e-9)));
        }
        return labels;
    }
}
