namespace Vdsh.Cli.Comparing;

/// <summary>A method by the name that its catalogue gives it.</summary>
internal sealed record ComparisonMethod(string Name, MethodKind Kind);
