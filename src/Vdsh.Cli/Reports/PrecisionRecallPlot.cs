// Precision against recall as the Hamming radius grows: the whole trade-off of a code in one picture.
namespace Vdsh.Cli.Reports;

internal static class PrecisionRecallPlot
{
    /// <summary>One line per method; each point is a radius.</summary>
    public static string Draw(IReadOnlyList<PrecisionRecallCurve> curves)
    {
        var frame = new PlotFrame("Precision and recall by Hamming radius", "recall", "precision", 0, 1, 0, 1);
        for (int series = 0; series < curves.Count; series++)
        {
            PrecisionRecallCurve curve = curves[series];
            (double X, double Y)[] points =
                [.. curve.Recall.Zip(curve.Precision, (recall, precision) => (X: recall, Y: precision)).Where(point => double.IsFinite(point.X + point.Y))];
            frame.Line(series, points, markers: true).Legend(series, curve.Name);
        }
        return frame.ToSvg();
    }
}
