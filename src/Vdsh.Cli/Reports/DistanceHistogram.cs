namespace Vdsh.Cli.Reports;

/// <summary>Query-database pairs at each Hamming distance 0..bits: those with a label in common, and the others.</summary>
internal sealed record DistanceHistogram(IReadOnlyList<double> Relevant, IReadOnlyList<double> Irrelevant);
