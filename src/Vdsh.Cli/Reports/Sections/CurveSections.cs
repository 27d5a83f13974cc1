// The trade-offs of a code as lines: precision against recall, against the number of results, and quality against length.
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;

namespace Vdsh.Cli.Reports.Sections;

internal static class CurveSections
{
    /// <summary>All three kinds; a kind without panels is left out.</summary>
    public static void Write(PageWriter page, ReportData data, SeriesStyles styles)
    {
        WriteMapByBits(page, data.MapByBits, styles);
        WriteTradeOffs(page, data, styles);
    }

    private static void WriteMapByBits(PageWriter page, IReadOnlyList<CurvePanel> panels, SeriesStyles styles)
    {
        if (panels.Count == 0)
            return;
        page.Begin("map-by-bits", "Quality against code length", "Longer codes cost memory and time; where a line is flat, they buy nothing.");
        page.Panels("protocol", panels, panel => panel.Heading, panel =>
        {
            page.BeginFigures();
            Figure(page, panel, styles, "Mean average precision by code length", "Tie-aware mean average precision of each method at each code length.", "map-by-bits",
                "bits", "map", PlotAxis.Around("bits of a code", panel.Curves.SelectMany(curve => curve.X)), Unit("mAP"));
            page.EndFigures();
        });
        page.End();
    }

    private static void WriteTradeOffs(PageWriter page, ReportData data, SeriesStyles styles)
    {
        string[] headings = [.. data.PrecisionRecall.Concat(data.PrecisionAtRank).Select(panel => panel.Heading).Distinct()];
        if (headings.Length == 0)
            return;
        page.Begin("precision", "Precision", "How much of what is returned is right, as more is returned.");
        page.Panels("codes", headings, heading => heading, heading =>
        {
            page.BeginFigures();
            foreach (CurvePanel panel in data.PrecisionRecall.Where(panel => panel.Heading == heading))
            {
                Figure(page, panel, styles, "Precision and recall by radius", "Everything within a Hamming radius, averaged over the queries; each marker is a radius, 0 first.",
                    "precision-recall", "recall", "precision", Unit("recall"), Unit("precision"));
            }
            foreach (CurvePanel panel in data.PrecisionAtRank.Where(panel => panel.Heading == heading))
            {
                Figure(page, panel, styles, "Precision of the first k", "Expected share of relevant items among the k nearest, over every order of ties.",
                    "precision-at-k", "k", "precision", PlotAxis.Around("k (logarithmic)", panel.Curves.SelectMany(curve => curve.X), isLogarithmic: true), Unit("precision@k"));
            }
            page.EndFigures();
        });
        page.End();
    }

    private static void Figure(PageWriter page, CurvePanel panel, SeriesStyles styles, string title, string caption, string file, string x, string y, PlotAxis horizontal, PlotAxis vertical)
    {
        var frame = new PlotFrame(title, $"{panel.Heading}. {caption}", horizontal, vertical);
        var csv = new CsvTable("method", x, y);
        foreach (Curve curve in panel.Curves)
        {
            frame.Line(curve.Name, styles[curve.Name], curve.X, curve.Y, markAll: true);
            for (int i = 0; i < curve.X.Count; i++)
                csv.Row(curve.Name, curve.X[i], curve.Y[i]);
        }
        page.Figure(title, frame.ToSvg(), Legend.Lines(panel.Curves.Select(curve => (curve.Name, styles[curve.Name]))), caption, FileName.Of(file, panel.Heading), csv);
    }

    private static PlotAxis Unit(string label) => new(label, 0, 1);
}
