// Whether training converged is seen at a glance in the loss of its sweeps.
namespace Vdsh.Cli.Reports;

internal static class LossPlot
{
    /// <summary>Training loss against sweep, sweeps numbered from 1. Losses that are not finite are left out.</summary>
    public static string Draw(IReadOnlyList<double> loss)
    {
        (double X, double Y)[] points = [.. loss.Select((value, i) => (X: i + 1.0, Y: value)).Where(point => double.IsFinite(point.Y))];
        double highest = points.Length == 0 ? 1 : points.Max(point => point.Y);
        double lowest = points.Length == 0 ? 0 : Math.Min(0, points.Min(point => point.Y));
        return new PlotFrame("Training loss per sweep", "sweep", "loss", 1, Math.Max(2, loss.Count), lowest, highest > lowest ? highest * 1.05 : lowest + 1)
            .Line(0, points, markers: loss.Count <= 60)
            .ToSvg();
    }
}
