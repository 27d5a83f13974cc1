// A bit that is nearly constant, or that repeats another one, is paid for and says nothing.
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;

namespace Vdsh.Cli.Reports.Sections;

internal static class BitSection
{
    public static void Write(PageWriter page, IReadOnlyList<BitPanel> panels)
    {
        if (panels.Count == 0)
            return;
        page.Begin("bits", "Bits", "A bit that is nearly constant, or that repeats another one, says little.");
        page.Panels("codes", panels, panel => panel.Heading, panel =>
        {
            page.BeginFigures();
            WriteBalance(page, panel);
            if (panel.Correlation is { } correlation)
                WriteCorrelation(page, panel, correlation);
            page.EndFigures();
        });
        page.End();
    }

    private static void WriteBalance(PageWriter page, BitPanel panel)
    {
        var csv = new CsvTable("bit", "shareSet");
        for (int bit = 0; bit < panel.Balance.Count; bit++)
            csv.Row(bit, panel.Balance[bit]);
        string svg = new PlotFrame("Bit balance", $"{panel.Heading}. A bar per bit: the share of database codes in which it is set.",
                new PlotAxis("bit", -0.5, panel.Balance.Count - 0.5, IsCount: true), new PlotAxis("share of codes with the bit set", 0, 1))
            .Bars("share set", new SeriesStyle(0), panel.Balance.Select((share, bit) => (bit - 0.4, bit + 0.4, share))).Level(0.5).ToSvg();
        page.Figure("Bit balance", svg, "", "Share of the database's codes in which a bit is set: one half is balanced, 0 or 1 is a dead bit.", FileName.Of("bit-balance", panel.Heading), csv);
    }

    private static void WriteCorrelation(PageWriter page, BitPanel panel, double[,] correlation)
    {
        int bits = correlation.GetLength(0), shown = Math.Min(bits, BitPanel.LargestMatrix);
        double[,] values = new double[shown, shown];
        var csv = new CsvTable(["bit", .. Enumerable.Range(0, shown).Select(bit => $"{bit}")]);
        for (int row = 0; row < shown; row++)
        {
            for (int column = 0; column < shown; column++)
                values[row, column] = correlation[row, column];
            csv.Row([row, .. Enumerable.Range(0, shown).Select(column => (object)Math.Round(correlation[row, column], 4))]);
        }
        string caption = $"Correlation of every two bits over the database: blue rises together, orange against each other, pale is independent; mean size off the diagonal {MeanSize(correlation)}."
            + (shown < panel.Balance.Count ? $" The first {shown} of {panel.Balance.Count} bits are shown." : "");
        string svg = HeatMap.Draw("Bit correlation", $"{panel.Heading}. A square matrix of correlations between bits; mean absolute value off the diagonal {MeanSize(correlation)}.", values, 1, [], "bit", "bit");
        page.Figure("Bit correlation", svg, HeatScale.Draw("-1", "0", "+1"), caption, FileName.Of("bit-correlation", panel.Heading), csv);
    }

    private static string MeanSize(double[,] correlation)
    {
        double sum = 0;
        long pairs = 0;
        for (int row = 0; row < correlation.GetLength(0); row++)
        {
            for (int column = 0; column < row; column++)
            {
                if (double.IsNaN(correlation[row, column]))
                    continue;
                sum += Math.Abs(correlation[row, column]);
                pairs++;
            }
        }
        return pairs == 0 ? "unknown" : FormattableString.Invariant($"{sum / pairs:0.000}");
    }
}
