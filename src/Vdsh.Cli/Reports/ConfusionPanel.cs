namespace Vdsh.Cli.Reports;

/// <summary>Which classes are taken for which.</summary>
/// <param name="Heading">Whose codes, such as "codeword, 48 bits".</param>
/// <param name="Explanation">One sentence: what a value says.</param>
/// <param name="Classes">Names of the C classes.</param>
/// <param name="Values">C x C, row: the query's class, column: the class found; 0 or more, NaN for an empty row.</param>
internal sealed record ConfusionPanel(string Heading, string Explanation, IReadOnlyList<string> Classes, double[,] Values);
