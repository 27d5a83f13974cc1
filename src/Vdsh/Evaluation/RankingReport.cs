// What is measured of a ranking by real scores, where there are no distances to draw curves over.
namespace Vdsh.Evaluation;

/// <summary>Means over the queries that have a relevant item, as in <see cref="RetrievalReport"/>.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record RankingReport
{
    /// <summary>Number of queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Number of database items.</summary>
    public required int Database { get; init; }

    /// <summary>Bits of a code.</summary>
    public required int Bits { get; init; }

    /// <summary>Tie-aware mean average precision: the expectation over a random order of equal scores.</summary>
    public required double Map { get; init; }

    /// <summary>The same with the relevant items last inside every tie.</summary>
    public required double MapPessimistic { get; init; }

    /// <summary>The same with the relevant items first inside every tie.</summary>
    public required double MapOptimistic { get; init; }

    /// <summary>Tie-aware, within the first 1000 ranks, divided by min(relevant, 1000).</summary>
    public required double MapAt1000 { get; init; }

    /// <summary>Expected precision within the first k ranks, by k.</summary>
    public required IReadOnlyDictionary<int, double> PrecisionAt { get; init; }

    /// <summary>Tie-aware NDCG with gain 2^grade - 1.</summary>
    public required double Ndcg { get; init; }

    /// <summary>Queries left out of the means, because nothing in the database is relevant to them.</summary>
    public required int QueriesWithoutRelevant { get; init; }
}
