// What to measure; the defaults are what the report prints.
namespace Vdsh.Evaluation;

/// <summary>Options of <see cref="RetrievalEvaluator"/>.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record EvaluationOptions
{
    /// <summary>Ranks k at which precision and recall are reported.</summary>
    public IReadOnlyList<int> Ranks { get; init; } = [100, 1000];

    /// <summary>Ranks k of the precision@k curve; those beyond the database are left out.</summary>
    public IReadOnlyList<int> CurveRanks { get; init; } = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000, 50_000, 100_000];

    /// <summary>
    /// Number of grades of relevance for NDCG with multi-labels: an item's grade is the number of labels shared with the query, at most Grades - 1.
    /// Single labels always have two grades.
    /// </summary>
    public int Grades { get; init; } = 8;

    /// <summary>
    /// Whether to compute what a stable sort reports too, over the whole database and for <see cref="MapRanks"/>; it
    /// costs more than everything else together.
    /// </summary>
    public bool StableSort { get; init; } = true;

    /// <summary>Whether to measure by class too (<see cref="RetrievalReport.Classes"/>): classes x (b+1) more counters a query.</summary>
    public bool Classes { get; init; }

    /// <summary>The cut of <see cref="ClassReport.Share"/>, or 0 for the number of items that are relevant to a query.</summary>
    public int ClassRank { get; init; }

    /// <summary>
    /// Ranks K at which the average precision is cut as published tables do (<see cref="RetrievalReport.MapAt"/> and
    /// its variants); none by default.
    /// </summary>
    public IReadOnlyList<int> MapRanks { get; init; } = [];
}
