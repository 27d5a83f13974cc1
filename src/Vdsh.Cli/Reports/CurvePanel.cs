namespace Vdsh.Cli.Reports;

/// <summary>The lines of one plot.</summary>
/// <param name="Heading">What the lines have in common, such as "full, 48 bits"; the reader chooses among panels by it.</param>
/// <param name="Curves">The lines.</param>
internal sealed record CurvePanel(string Heading, IReadOnlyList<Curve> Curves);
