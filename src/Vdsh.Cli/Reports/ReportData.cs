// Everything an HTML report shows, gathered before any HTML is written.
namespace Vdsh.Cli.Reports;

/// <summary>The content of a report. Empty lists leave their section out.</summary>
internal sealed record ReportData
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences under the heading.</summary>
    public required string Summary { get; init; }

    /// <summary>Settings in the order shown: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Rows of the result table.</summary>
    public IReadOnlyList<ResultRow> Results { get; init; } = [];

    /// <summary>Sentences under the result table.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Training loss of each sweep, the first sweep first.</summary>
    public IReadOnlyList<double> Loss { get; init; } = [];

    /// <summary>Precision-recall curves by Hamming radius.</summary>
    public IReadOnlyList<PrecisionRecallCurve> Curves { get; init; } = [];

    /// <summary>How many query-database pairs lie at each distance.</summary>
    public DistanceHistogram? Distances { get; init; }
}
