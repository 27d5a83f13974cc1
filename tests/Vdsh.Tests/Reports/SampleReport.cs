using Vdsh.Cli.Reports;
using Vdsh.Data;
using Vdsh.Data.Formats;
using Vdsh.Training;

namespace Vdsh.Tests.Reports;

/// <summary>Reports with every section, small enough to check by eye.</summary>
internal static class SampleReport
{
    /// <summary>Several methods, code lengths and protocols, and names that try to break out of the markup.</summary>
    public static ReportData Comparison() => new()
    {
        Title = "Digits <script>alert(1)</script> & \"friends\"",
        Summary = "A summary.",
        Highlights = [("mAP", "0.9877")],
        Settings = [("bits", "48"), ("path", "a<b>&c")],
        Tables =
        [
            new ResultTable("full", [Row("codeword", 16, 0.9), Row("lsh \"x\"", 16, 0.3), Row("codeword", 48, 0.98765), Row("lsh \"x\"", 48, double.NaN) with { Remark = "out of <memory>" }]),
            new ResultTable("unseen", [Row("codeword", 48, 0.9)]),
        ],
        Notes = ["A note."],
        MapByBits = [new CurvePanel("full", [new Curve("codeword", [16, 48], [0.9, 0.98]), new Curve("lsh \"x\"", [16, 48], [0.3, double.NaN])])],
        PrecisionRecall =
        [
            new CurvePanel("full, 16 bits", [new Curve("codeword", [0.1, 0.5, 1], [1, 0.9, 0.1]), new Curve("lsh \"x\"", [0, 1], [double.NaN, 0.1])]),
            new CurvePanel("full, 48 bits", [new Curve("codeword", [0.1, 0.5, 1], [1, 0.9, 0.1])]),
        ],
        PrecisionAtRank = [new CurvePanel("full, 16 bits", [new Curve("codeword", [1, 10, 100, 1000], [1, 0.9, 0.8, 0.7])])],
        Distances = [new DistancePanel("codeword", [5, 3, 0], [0, 1, 9])],
        Training = [new TrainingPanel("codeword", [Sweep(1, 1), Sweep(2, 0.5), Sweep(3, 0.25)])],
        Bits = [new BitPanel("codeword", [0.5, 0.25, 1], new double[,] { { 1, -0.5, double.NaN }, { -0.5, 1, double.NaN }, { double.NaN, double.NaN, double.NaN } })],
        Confusions = [new ConfusionPanel("codeword", "Share of the nearest.", ["zero", "one<"], new double[,] { { 0.9, 0.1 }, { 0.25, 0.75 } })],
        Depth = [new DepthPanel("codeword <deep>", "Effective depth 2 of 3.", [double.NaN, 0.5, 0.001],
            [double.NaN, 0.1, -0.0001], [true, true, false])],
        Gallery = [new GalleryPanel("codeword", [new GalleryQuery(Picture(), "zero", 0.5, [new GalleryItem(Picture(), "zero", 0, true), new GalleryItem(Picture(), "one<", 3, false)])])],
    };

    private static ResultRow Row(string method, int bits, double map) => new()
    {
        Method = method, Bits = bits, Database = "database", Map = map, MapPessimistic = map - 0.05, MapOptimistic = map + 0.01, MapStableSort = map, PrecisionAt100 = 0.97,
        PrecisionRadius2 = 0.5, Ndcg = 0.96, Seconds = 1.5,
    };

    private static SweepRecord Sweep(int sweep, double loss) => new(sweep, loss, 0.1, 1)
    {
        Layers = [.. Enumerable.Range(1, 9).Select(layer => new LayerRecord(layer * loss, loss / layer, 0.01))],
    };

    private static ItemImage Picture() => new("image/png", PngWriter.Write([0, 255, 128, 0], 2, 2), 2, 2);
}
