// Axis labels at round numbers (1, 2 or 5 times a power of ten), so that a plot can be read without a ruler.
namespace Vdsh.Cli.Reports.Plots;

internal static class Ticks
{
    /// <summary>Round values inside a range, about as many as asked for.</summary>
    public static IReadOnlyList<double> Between(double low, double high, int about)
    {
        if (!(high > low) || !double.IsFinite(high - low))
            return [low];
        double rough = (high - low) / about;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        var ticks = new List<double>();
        // Whole multiples, not repeated addition: sums of 0.1 drift away from the labels.
        for (long i = (long)Math.Ceiling(low / step - 1e-9); i * step <= high + 1e-9 * step; i++)
            ticks.Add(i * step);
        return ticks;
    }
}
