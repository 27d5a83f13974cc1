namespace Vdsh.Evaluation;

/// <summary>How much of a model's depth its retrieval rests on, as <see cref="DepthAnalysis"/> found.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record DepthReport
{
    /// <summary>Tie-aware mean average precision of the whole model on the items of the analysis.</summary>
    public required double Map { get; init; }

    /// <summary>Hidden layers without which the map falls by more than <see cref="Tolerance"/>: those that are left
    /// after a greedy removal.</summary>
    public required int EffectiveDepth { get; init; }

    /// <summary>The map with these layers only.</summary>
    public required double EffectiveMap { get; init; }

    /// <summary>What the map may lose, <see cref="DepthAnalysis.Tolerance"/>.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Every hidden layer, from the input side.</summary>
    public required IReadOnlyList<LayerDepth> Layers { get; init; }

    /// <summary>Queries of the analysis.</summary>
    public required int Queries { get; init; }

    /// <summary>Database items of the analysis.</summary>
    public required int Database { get; init; }
}
