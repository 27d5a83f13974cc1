namespace Vdsh.Cli.Reports;

/// <summary>Mean precision and recall of all items within each Hamming radius, radius 0 first.</summary>
internal sealed record PrecisionRecallCurve(string Name, IReadOnlyList<double> Recall, IReadOnlyList<double> Precision);
