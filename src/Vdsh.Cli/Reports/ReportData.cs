// Everything an HTML report shows, gathered before any HTML is written: one model with its training, or many methods, code lengths and protocols.
namespace Vdsh.Cli.Reports;

/// <summary>The content of a report. Empty lists leave their section out; a section of several panels lets the reader choose one by its heading.</summary>
internal sealed record ReportData
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences under the heading.</summary>
    public required string Summary { get; init; }

    /// <summary>The few numbers a reader looks for first, in large print: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Highlights { get; init; } = [];

    /// <summary>Settings in the order shown: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>The result tables.</summary>
    public IReadOnlyList<ResultTable> Tables { get; init; } = [];

    /// <summary>Sentences under the result tables.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Mean average precision against bits, one panel per protocol; x: bits, y: map.</summary>
    public IReadOnlyList<CurvePanel> MapByBits { get; init; } = [];

    /// <summary>Precision-recall by Hamming radius, one panel per protocol and code length; x: recall, y: precision, radius 0 first.</summary>
    public IReadOnlyList<CurvePanel> PrecisionRecall { get; init; } = [];

    /// <summary>Expected precision of the first k, one panel per protocol and code length; x: k, y: precision.</summary>
    public IReadOnlyList<CurvePanel> PrecisionAtRank { get; init; } = [];

    /// <summary>How many query-database pairs lie at each distance, one panel per method, code length and protocol.</summary>
    public IReadOnlyList<DistancePanel> Distances { get; init; } = [];

    /// <summary>The course of the trainings.</summary>
    public IReadOnlyList<TrainingPanel> Training { get; init; } = [];

    /// <summary>Balance and correlation of the bits.</summary>
    public IReadOnlyList<BitPanel> Bits { get; init; } = [];

    /// <summary>Which classes are taken for which.</summary>
    public IReadOnlyList<ConfusionPanel> Confusions { get; init; } = [];

    /// <summary>What the hidden layers are worth.</summary>
    public IReadOnlyList<DepthPanel> Depth { get; init; } = [];

    /// <summary>Queries with their nearest items, for data that has pictures.</summary>
    public IReadOnlyList<GalleryPanel> Gallery { get; init; } = [];
}
