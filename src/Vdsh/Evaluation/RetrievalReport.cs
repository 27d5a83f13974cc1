// Everything that one evaluation measured, under the names that the command line prints.
using System.Collections.ObjectModel;

namespace Vdsh.Evaluation;

/// <summary>
/// Retrieval measures, each a mean over the queries that have at least one relevant item in the database. Camel-cased property names are the
/// keys of <c>vdsh evaluate --json</c>.
/// </summary>
/// <remarks>Thread safety: safe for concurrent readers; nobody may change the arrays meanwhile.</remarks>
public sealed record RetrievalReport
{
    /// <summary>Number of queries, those without relevant items included.</summary>
    public required int Queries { get; init; }

    /// <summary>Number of database items (leave-one-out: the query itself included).</summary>
    public required int Database { get; init; }

    /// <summary>Bits b of a code.</summary>
    public required int Bits { get; init; }

    /// <summary>Tie-aware mean average precision: expected over every order of tied items.</summary>
    public required double Map { get; init; }

    /// <summary>Mean average precision with relevant items last inside ties: a lower bound for every sort.</summary>
    public required double MapPessimistic { get; init; }

    /// <summary>Mean average precision with relevant items first inside ties: an upper bound for every sort.</summary>
    public required double MapOptimistic { get; init; }

    /// <summary>Mean average precision with ties in database order, the number that common code prints; null where it was not asked for.</summary>
    public double? MapStableSort { get; init; }

    /// <summary>Tie-aware mean average precision within the first 1000 ranks, divided by min(relevant items, 1000).</summary>
    public required double MapAt1000 { get; init; }

    /// <summary>
    /// Tie-aware mean average precision within the first K ranks, divided by min(relevant items, K), by K of
    /// <see cref="EvaluationOptions.MapRanks"/>.
    /// </summary>
    public IReadOnlyDictionary<int, double> MapAt { get; init; } = ReadOnlyDictionary<int, double>.Empty;

    /// <summary>
    /// The same divided by the hits found within the first K ranks, 0 for a query that finds none there.
    /// </summary>
    public IReadOnlyDictionary<int, double> MapAtHits { get; init; } = ReadOnlyDictionary<int, double>.Empty;

    /// <summary>
    /// <see cref="MapAt"/> with ties in database order; empty where the stable sort was not asked for, as the two that
    /// follow.
    /// </summary>
    public IReadOnlyDictionary<int, double> MapAtStableSort { get; init; } = ReadOnlyDictionary<int, double>.Empty;

    /// <summary>
    /// As DeepHash-pytorch's CalcTopMap defines it: ties in database order, divided by the hits found, mean over all
    /// queries, of which those that find none within the first K ranks count 0, also where nothing is relevant to them.
    /// </summary>
    public IReadOnlyDictionary<int, double> MapAtDeepHash { get; init; } = ReadOnlyDictionary<int, double>.Empty;

    /// <summary>
    /// As HashNet defines it: the same, but the mean is over the queries that find a relevant item within the first K
    /// ranks; NaN where none does.
    /// </summary>
    public IReadOnlyDictionary<int, double> MapAtHashNet { get; init; } = ReadOnlyDictionary<int, double>.Empty;

    /// <summary>Expected precision within the first k ranks, by k.</summary>
    public required IReadOnlyDictionary<int, double> PrecisionAt { get; init; }

    /// <summary>Expected recall within the first k ranks, by k.</summary>
    public required IReadOnlyDictionary<int, double> RecallAt { get; init; }

    /// <summary>Expected precision within the first k ranks for many k, by k: the precision@k curve.</summary>
    public IReadOnlyDictionary<int, double> CurvePrecisionAt { get; init; } = ReadOnlyDictionary<int, double>.Empty;

    /// <summary>Precision among the items within Hamming distance 2; an empty ball counts 0.</summary>
    public required double PrecisionRadius2 { get; init; }

    /// <summary>Recall within Hamming distance 2.</summary>
    public required double RecallRadius2 { get; init; }

    /// <summary>Tie-aware NDCG over the whole database, gains 2^grade - 1.</summary>
    public required double Ndcg { get; init; }

    /// <summary>Queries left out of the means because the database holds nothing relevant.</summary>
    public required int QueriesWithoutRelevant { get; init; }

    /// <summary>Precision within radius 0..b; an empty ball counts 0. With <see cref="CurveRecall"/> the precision-recall curve.</summary>
    public required IReadOnlyList<double> CurvePrecision { get; init; }

    /// <summary>Recall within radius 0..b.</summary>
    public required IReadOnlyList<double> CurveRecall { get; init; }

    /// <summary>Share of database codes in which bit 0..b-1 is set; 0.5 is balanced, 0 or 1 a dead bit.</summary>
    public required IReadOnlyList<double> BitBalance { get; init; }

    /// <summary>Measures by class; null where they were not asked for.</summary>
    public ClassReport? Classes { get; init; }

    /// <summary>Relevant pairs (query, item) at distance 0..b.</summary>
    public required IReadOnlyList<long> RelevantDistances { get; init; }

    /// <summary>Irrelevant pairs (query, item) at distance 0..b.</summary>
    public required IReadOnlyList<long> IrrelevantDistances { get; init; }
}
