namespace Vdsh.Cli.Reports;

/// <summary>One line of a plot. Points with a coordinate that is not finite are left out.</summary>
/// <param name="Name">The method; a method has the same colour, dash and marker in all plots of a page.</param>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Y">Vertical coordinates, as many.</param>
internal sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
