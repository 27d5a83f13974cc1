namespace Vdsh.Cli.Reports;

/// <summary>Query-database pairs at each Hamming distance 0..bits: those with a label in common, and the others.</summary>
/// <param name="Heading">Whose codes, such as "codeword, 48 bits".</param>
/// <param name="Relevant">Pairs with a common label, bits + 1 counts.</param>
/// <param name="Irrelevant">The other pairs, bits + 1 counts.</param>
internal sealed record DistancePanel(string Heading, IReadOnlyList<double> Relevant, IReadOnlyList<double> Irrelevant);
