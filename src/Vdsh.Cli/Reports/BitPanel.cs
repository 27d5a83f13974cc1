namespace Vdsh.Cli.Reports;

/// <summary>What the single bits of the database's codes do.</summary>
/// <param name="Heading">Whose codes, such as "codeword, 48 bits".</param>
/// <param name="Balance">Share of the codes in which each bit is set, b numbers in 0..1.</param>
/// <param name="Correlation">b x b correlation of the bits in -1..1, NaN where a bit is constant; null leaves the matrix out.</param>
internal sealed record BitPanel(string Heading, IReadOnlyList<double> Balance, double[,]? Correlation)
{
    /// <summary>The most bits of a matrix that is shown: beyond this its cells are too small to see and its CSV too large to carry in a page.</summary>
    public const int LargestMatrix = 128;
}
