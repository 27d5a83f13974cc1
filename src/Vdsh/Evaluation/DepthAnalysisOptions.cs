// How many items a look at the depth takes: each layer costs another evaluation, and the differences show on a part of
// the items.
namespace Vdsh.Evaluation;

/// <summary>Options of <see cref="DepthAnalysis"/>.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record DepthAnalysisOptions
{
    /// <summary>Most database items, at least 1; a larger database gives so many, drawn by class. <see
    /// cref="int.MaxValue"/> takes all.</summary>
    public int MostItems { get; init; } = 10_000;

    /// <summary>Most queries, likewise.</summary>
    public int MostQueries { get; init; } = 2_000;

    /// <summary>The seed of these draws.</summary>
    public ulong Seed { get; init; } = 1;
}
