// The shape of a k-nearest answer with real scores, equal to the arrays that the command line writes.
namespace Vdsh.Search;

/// <summary>The codes with the largest scores for each query.</summary>
/// <param name="Queries">Number of queries q.</param>
/// <param name="K">Results per query: the k asked for, or the size of the index where that is smaller.</param>
/// <param name="Ids">q x K, row-major, by falling score, then by rising id.</param>
/// <param name="Scores">q x K, row-major: inner products of outputs and bits of -1 and +1; larger is nearer.</param>
/// <remarks>Thread safety: safe for concurrent readers; nobody may change the arrays meanwhile.</remarks>
public sealed record ScoredResult(int Queries, int K, long[] Ids, double[] Scores)
{
    /// <summary>The ids found for one query: K of them.</summary>
    public ReadOnlySpan<long> IdsOf(int query) => Ids.AsSpan(query * K, K);

    /// <summary>The scores found for one query: K of them.</summary>
    public ReadOnlySpan<double> ScoresOf(int query) => Scores.AsSpan(query * K, K);
}
