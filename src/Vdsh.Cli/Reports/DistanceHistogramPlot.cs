// How far apart relevant and irrelevant pairs lie shows what the bits learned: two separate hills, or one.
namespace Vdsh.Cli.Reports;

internal static class DistanceHistogramPlot
{
    /// <summary>Two bars per distance, each kind of pair scaled to fractions of its own total.</summary>
    public static string Draw(DistanceHistogram histogram)
    {
        double[] relevant = Fractions(histogram.Relevant), irrelevant = Fractions(histogram.Irrelevant);
        double highest = Math.Max(relevant.Max(), irrelevant.Max());
        var frame = new PlotFrame(
            "Hamming distances of relevant and irrelevant pairs", "Hamming distance", "fraction of pairs",
            -0.5, relevant.Length - 0.5, 0, highest > 0 ? highest * 1.05 : 1);
        for (int distance = 0; distance < relevant.Length; distance++)
            frame.Bar(0, distance - 0.2, 0.4, relevant[distance]).Bar(1, distance + 0.2, 0.4, irrelevant[distance]);
        return frame.Legend(0, "pairs with a common label").Legend(1, "other pairs").ToSvg();
    }

    private static double[] Fractions(IReadOnlyList<double> counts)
    {
        double total = counts.Sum();
        return [.. counts.Select(count => total > 0 ? count / total : 0)];
    }
}
