// Means hide which queries fail; this is what one query measured.
namespace Vdsh.Evaluation;

/// <summary>The measures of one query.</summary>
/// <remarks>Thread safety: safe for concurrent readers; nobody may change the arrays meanwhile.</remarks>
public sealed record QueryMeasures
{
    /// <summary>Index of the query, from 0.</summary>
    public required int Query { get; init; }

    /// <summary>The query's classes, ascending; one where labels are single.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Relevant items in the database.</summary>
    public required int Relevant { get; init; }

    /// <summary>Tie-aware average precision; NaN where no item is relevant.</summary>
    public required double AveragePrecision { get; init; }

    /// <summary>Average precision with relevant items last inside ties; NaN where no item is relevant.</summary>
    public required double Pessimistic { get; init; }

    /// <summary>Average precision with relevant items first inside ties; NaN where no item is relevant.</summary>
    public required double Optimistic { get; init; }

    /// <summary>Tie-aware NDCG; NaN where no item is relevant.</summary>
    public required double Ndcg { get; init; }

    /// <summary>The ranks k of <see cref="PrecisionAt"/> and <see cref="TieAt"/>.</summary>
    public required IReadOnlyList<int> Ranks { get; init; }

    /// <summary>Expected precision within the first k ranks.</summary>
    public required IReadOnlyList<double> PrecisionAt { get; init; }

    /// <summary>Items at the distance where rank k falls: how many share the place at the cut; 0 where the database has fewer than k items.</summary>
    public required IReadOnlyList<int> TieAt { get; init; }

    /// <summary>The ranks K of <see cref="AveragePrecisionAt"/> and <see cref="AveragePrecisionAtHits"/>.</summary>
    public IReadOnlyList<int> MapRanks { get; init; } = [];

    /// <summary>
    /// Tie-aware average precision within the first K ranks, divided by min(relevant items, K); NaN where no item is
    /// relevant.
    /// </summary>
    public IReadOnlyList<double> AveragePrecisionAt { get; init; } = [];

    /// <summary>
    /// Tie-aware average precision within the first K ranks, divided by the hits found there; NaN where no item is
    /// relevant.
    /// </summary>
    public IReadOnlyList<double> AveragePrecisionAtHits { get; init; } = [];

    /// <summary>Distance of the nearest item; -1 where there is none.</summary>
    public required int Nearest { get; init; }

    /// <summary>Distance of the nearest relevant item; -1 where there is none.</summary>
    public required int NearestRelevant { get; init; }
}
