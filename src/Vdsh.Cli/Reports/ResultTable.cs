namespace Vdsh.Cli.Reports;

/// <summary>Rows that can be compared with each other: the same queries and the same items searched.</summary>
/// <param name="Heading">What the rows have in common, such as "full: 10000 queries, 60000 items".</param>
/// <param name="Rows">The rows.</param>
internal sealed record ResultTable(string Heading, IReadOnlyList<ResultRow> Rows);
