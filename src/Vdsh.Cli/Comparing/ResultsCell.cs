namespace Vdsh.Cli.Comparing;

/// <summary>A cell of a printed table.</summary>
/// <param name="Text">What is printed.</param>
/// <param name="Value">The number that the best of a column is found by; null where there is none.</param>
/// <param name="IsBest">Whether no other cell of the column is better.</param>
internal sealed record ResultsCell(string Text, double? Value, bool IsBest = false);
