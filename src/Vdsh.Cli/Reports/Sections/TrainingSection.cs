// Whether training converged is seen in the loss, and whether depth got in its way in what each layer gives, is told and does.
using System.Globalization;
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;
using Vdsh.Training;

namespace Vdsh.Cli.Reports.Sections;

internal static class TrainingSection
{
    // Of a deep net only so many layers are drawn, evenly spaced, first and last among them; the CSV has them all.
    private const int DrawnLayers = 6;

    public static void Write(PageWriter page, IReadOnlyList<TrainingPanel> panels)
    {
        TrainingPanel[] shown = [.. panels.Where(panel => panel.Sweeps.Count > 0)];
        if (shown.Length == 0)
            return;
        page.Begin("training", "Training", "The loss of every sweep, and what the layers do at the end of it.");
        page.Panels("training", shown, panel => panel.Heading, panel =>
        {
            page.BeginFigures();
            WriteLoss(page, panel);
            WriteLayers(page, panel, "Outputs of the layers", "RMS of outputs", "Root mean square of each layer's outputs; steady growth foretells divergence.", "output-rms", layer => layer.OutputRms);
            WriteLayers(page, panel, "Multipliers of the layers", "RMS of multipliers",
                "Root mean square of the multipliers, the message that tells each layer how its outputs should change.", "multiplier-rms", layer => layer.MultiplierRms);
            WriteLayers(page, panel, "Steps of the layers", "step / weights", "Length of each layer's last step, relative to its weights.", "relative-step", layer => layer.RelativeStep);
            page.EndFigures();
        });
        page.End();
    }

    private static void WriteLoss(PageWriter page, TrainingPanel panel)
    {
        double[] sweeps = [.. panel.Sweeps.Select(sweep => (double)sweep.Sweep)], loss = [.. panel.Sweeps.Select(sweep => sweep.Loss)];
        var csv = new CsvTable("sweep", "loss", "seconds");
        foreach (SweepRecord sweep in panel.Sweeps)
            csv.Row(sweep.Sweep, sweep.Loss, sweep.Seconds);
        string svg = new PlotFrame("Loss per sweep", $"{panel.Heading}. A line: the training loss of each sweep.", SweepAxis(sweeps), PlotAxis.Around("loss", loss))
            .Line("loss", new SeriesStyle(0), sweeps, loss).ToSvg();
        page.Figure("Loss per sweep", svg, "", "Mean mini-batch loss; in full-batch mode the loss after the step.", FileName.Of("loss", panel.Heading), csv);
    }

    private static void WriteLayers(PageWriter page, TrainingPanel panel, string title, string axis, string caption, string file, Func<LayerRecord, double> measure)
    {
        int layers = panel.Sweeps.Max(sweep => sweep.Layers.Count);
        SweepRecord[] known = [.. panel.Sweeps.Where(sweep => sweep.Layers.Count == layers)];
        if (layers == 0)
            return;
        double[] sweeps = [.. known.Select(sweep => (double)sweep.Sweep)];
        int[] drawn = [.. Enumerable.Range(0, Math.Min(layers, DrawnLayers)).Select(i => layers <= DrawnLayers ? i : (int)Math.Round(i * (layers - 1.0) / (DrawnLayers - 1)))];
        var frame = new PlotFrame(title, $"{panel.Heading}. A line per layer. {caption}", SweepAxis(sweeps),
            PlotAxis.Around(axis, known.SelectMany(sweep => drawn.Select(layer => measure(sweep.Layers[layer]))), isLogarithmic: true));
        var legend = new List<(string, SeriesStyle)>();
        for (int i = 0; i < drawn.Length; i++)
        {
            (string Name, SeriesStyle Style) series = (NameOf(drawn[i], layers), new SeriesStyle(i));
            frame.Line(series.Name, series.Style, sweeps, [.. known.Select(sweep => measure(sweep.Layers[drawn[i]]))]);
            legend.Add(series);
        }
        var csv = new CsvTable(["sweep", .. Enumerable.Range(0, layers).Select(layer => NameOf(layer, layers))]);
        foreach (SweepRecord sweep in known)
            csv.Row([sweep.Sweep, .. sweep.Layers.Select(layer => (object)Shortened(measure(layer)))]);
        string note = layers > DrawnLayers ? $" {drawn.Length} of {layers} layers are drawn; the CSV has all." : "";
        page.Figure(title, frame.ToSvg(), Legend.Lines(legend), caption + note, FileName.Of(file, panel.Heading), csv);
    }

    // Seven digits are enough of a measure that nothing is computed from, and keep the page of a deep net small.
    private static double Shortened(double value) => double.Parse(value.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string NameOf(int layer, int layers) => layer == layers - 1 ? "code layer" : $"layer {layer + 1}";

    private static PlotAxis SweepAxis(double[] sweeps) => new("sweep", 1, Math.Max(2, sweeps.Length == 0 ? 2 : sweeps[^1]), IsCount: true);
}
