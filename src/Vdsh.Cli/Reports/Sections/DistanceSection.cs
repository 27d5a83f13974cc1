// How far apart relevant and irrelevant pairs lie shows what the bits learned: two separate hills, or one.
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;

namespace Vdsh.Cli.Reports.Sections;

internal static class DistanceSection
{
    private const string RelevantName = "pairs with a common label", IrrelevantName = "other pairs";
    private static readonly SeriesStyle Relevant = new(0), Irrelevant = new(1);

    public static void Write(PageWriter page, IReadOnlyList<DistancePanel> panels)
    {
        if (panels.Count == 0)
            return;
        page.Begin("distances", "Distances", "Where the two hills overlap, a query finds wrong items among right ones.");
        page.Panels("codes", panels, panel => panel.Heading, panel =>
        {
            page.BeginFigures();
            double[] relevant = Fractions(panel.Relevant), irrelevant = Fractions(panel.Irrelevant);
            var frame = new PlotFrame(
                "Hamming distances of pairs", $"{panel.Heading}. Two bars per distance: the share of pairs with a common label, and of the other pairs.",
                new PlotAxis("Hamming distance", -0.5, relevant.Length - 0.5, IsCount: true), PlotAxis.Around("share of pairs", relevant.Concat(irrelevant)));
            frame.Bars(RelevantName, Relevant, relevant.Select((value, d) => (d - 0.42, d + 0.0, value)));
            frame.Bars(IrrelevantName, Irrelevant, irrelevant.Select((value, d) => (d + 0.0, d + 0.42, value)));
            string legend = Legend.Fills([(RelevantName, Relevant), (IrrelevantName, Irrelevant)]);
            page.Figure("Hamming distances of pairs", frame.ToSvg(), legend, "Queries against the database; each kind of pair is scaled to its own total.", FileName.Of("distances", panel.Heading), Csv(panel));
            page.Figure("Share of pairs within a radius", Cumulative(panel, relevant, irrelevant), Legend.Lines([(RelevantName, Relevant), (IrrelevantName, Irrelevant)]),
                "How much of each kind lies at a distance or nearer: the gap between the lines is what a search radius can use.", FileName.Of("within-radius", panel.Heading), CsvWithin(relevant, irrelevant));
            page.EndFigures();
        });
        page.End();
    }

    private static string Cumulative(DistancePanel panel, double[] relevant, double[] irrelevant)
    {
        double[] radius = [.. Enumerable.Range(0, relevant.Length).Select(d => (double)d)];
        return new PlotFrame("Share of pairs within a radius", $"{panel.Heading}. Two rising lines: pairs with a common label, and the other pairs.",
                new PlotAxis("Hamming radius", 0, Math.Max(1, relevant.Length - 1), IsCount: true), new PlotAxis("share within", 0, 1))
            .Line(RelevantName, Relevant, radius, Sums(relevant)).Line(IrrelevantName, Irrelevant, radius, Sums(irrelevant)).ToSvg();
    }

    private static double[] Sums(double[] values)
    {
        double sum = 0;
        return Array.ConvertAll(values, value => sum += value);
    }

    private static double[] Fractions(IReadOnlyList<double> counts)
    {
        double total = counts.Sum();
        return [.. counts.Select(count => total > 0 ? count / total : 0)];
    }

    private static CsvTable Csv(DistancePanel panel)
    {
        var csv = new CsvTable("distance", "relevantPairs", "otherPairs");
        for (int d = 0; d < panel.Relevant.Count; d++)
            csv.Row(d, panel.Relevant[d], panel.Irrelevant[d]);
        return csv;
    }

    private static CsvTable CsvWithin(double[] relevant, double[] irrelevant)
    {
        double[] right = Sums(relevant), wrong = Sums(irrelevant);
        var csv = new CsvTable("radius", "shareOfRelevantPairs", "shareOfOtherPairs");
        for (int d = 0; d < right.Length; d++)
            csv.Row(d, right[d], wrong[d]);
        return csv;
    }
}
