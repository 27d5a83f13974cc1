namespace Vdsh.Cli.Comparing;

/// <summary>What a compared method is.</summary>
internal enum MethodKind
{
    /// <summary>An objective of a deep network.</summary>
    Objective,

    /// <summary>A shallow method.</summary>
    Baseline,
}
