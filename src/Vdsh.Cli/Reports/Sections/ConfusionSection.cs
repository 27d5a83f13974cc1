// Which classes lie near each other in Hamming space tells more than one number about all of them.
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;

namespace Vdsh.Cli.Reports.Sections;

internal static class ConfusionSection
{
    public static void Write(PageWriter page, IReadOnlyList<ConfusionPanel> panels)
    {
        if (panels.Count == 0)
            return;
        page.Begin("confusion", "Classes", "Which classes are taken for which: off the diagonal are the mistakes.");
        page.Panels("codes", panels, panel => panel.Heading, panel =>
        {
            double limit = Math.Max(1e-12, panel.Values.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(1).Max());
            string svg = HeatMap.Draw("Confusion of classes", $"{panel.Heading}. {panel.Explanation}", panel.Values, limit, panel.Classes, "class of the query", "class found");
            page.BeginFigures();
            page.Figure("Confusion of classes", svg, HeatScale.Draw(null, "0", FormattableString.Invariant($"{limit:0.##}")), panel.Explanation, FileName.Of("confusion", panel.Heading), Csv(panel));
            page.EndFigures();
        });
        page.End();
    }

    private static CsvTable Csv(ConfusionPanel panel)
    {
        var csv = new CsvTable(["query", .. panel.Classes]);
        for (int row = 0; row < panel.Values.GetLength(0); row++)
            csv.Row([panel.Classes[row], .. Enumerable.Range(0, panel.Values.GetLength(1)).Select(column => (object)panel.Values[row, column])]);
        return csv;
    }
}
