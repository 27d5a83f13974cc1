// Depth is paid for in time and memory; here a reader sees which layers do anything for it.
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;

namespace Vdsh.Cli.Reports.Sections;

internal static class DepthSection
{
    private const string NeededName = "counts", IdleName = "can be left out with the others";
    private static readonly SeriesStyle Needed = new(0), Idle = new(1);

    public static void Write(PageWriter page, IReadOnlyList<DepthPanel> panels)
    {
        DepthPanel[] shown = [.. panels.Where(panel => panel.Losses.Count > 0)];
        if (shown.Length == 0)
            return;
        page.Begin("depth", "Depth", "A layer that can be made the identity without a loss adds nothing but cost.");
        page.Panels("models", shown, panel => panel.Heading, panel =>
        {
            page.Raw($"<p>{Html.Encode(panel.Finding)}</p>\n");
            page.BeginFigures();
            WriteFigure(page, panel, "Loss without a layer", "map lost", panel.Losses, "map-lost",
                "What the map loses when this layer alone is made the exact identity; below 0 it gains.");
            WriteFigure(page, panel, "Distance from the identity", "|W - I| / |I|", panel.Distances,
                "distance-from-identity",
                "Relative Frobenius distance of each layer's weights and biases from the identity.");
            page.EndFigures();
        });
        page.End();
    }

    private static void WriteFigure(PageWriter page, DepthPanel panel, string title, string axis,
        IReadOnlyList<double> values, string file, string caption)
    {
        var csv = new CsvTable("hiddenLayer", "value", "counts");
        for (int layer = 0; layer < values.Count; layer++)
            csv.Row(layer + 1, values[layer], panel.Counts[layer] ? 1 : 0);
        var frame = new PlotFrame(title, $"{panel.Heading}. A bar per hidden layer. {caption}",
            new PlotAxis("hidden layer", 0.5, values.Count + 0.5, IsCount: true), PlotAxis.Around(axis, values));
        frame.Bars(NeededName, Needed, Bars(panel, values, counts: true));
        frame.Bars(IdleName, Idle, Bars(panel, values, counts: false));
        string legend = Legend.Fills([(NeededName, Needed), (IdleName, Idle)]);
        page.Figure(title, frame.ToSvg(), legend, caption + " Layers that could not be the identity have no bar.",
            FileName.Of(file, panel.Heading), csv);
    }

    private static IEnumerable<(double From, double To, double Value)> Bars(DepthPanel panel,
        IReadOnlyList<double> values, bool counts)
        => Enumerable.Range(0, values.Count).Where(layer => panel.Counts[layer] == counts
            && double.IsFinite(values[layer]))
            .Select(layer => (layer + 0.6, layer + 1.4, values[layer]));
}
