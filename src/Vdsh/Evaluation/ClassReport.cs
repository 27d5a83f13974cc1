// One mean over all queries hides that a few classes are taken for each other; here they stand apart.
namespace Vdsh.Evaluation;

/// <summary>Measures by class. A query of several classes counts for each of them; queries without relevant items are left out.</summary>
/// <remarks>Thread safety: safe for concurrent readers; nobody may change the arrays meanwhile.</remarks>
public sealed record ClassReport
{
    /// <summary>The cut k of <see cref="Share"/>; 0: for each query, the number of items that are relevant to it.</summary>
    public required int Rank { get; init; }

    /// <summary>Queries of each class, C numbers.</summary>
    public required IReadOnlyList<int> Queries { get; init; }

    /// <summary>Tie-aware mean average precision of the queries of each class, C numbers; NaN for a class without queries.</summary>
    public required IReadOnlyList<double> Map { get; init; }

    /// <summary>
    /// C x C: row i, column j is the expected share of items of class j among the first k of a query of class i, the mean over these queries. With
    /// the cut at the number of relevant items and single labels, perfect codes give 1 on the diagonal and 0 elsewhere. Rows add up to 1 where
    /// labels are single; NaN for a class without queries.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<double>> Share { get; init; }
}
