// The shape of a k-nearest answer, equal to the arrays that the command line writes.
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>The nearest codes of each query.</summary>
/// <param name="Queries">Number of queries q.</param>
/// <param name="K">Results per query: the k asked for, or the size of the index where that is smaller.</param>
/// <param name="Ids">q x K, row-major, by distance, then by id.</param>
/// <param name="Distances">q x K, row-major.</param>
/// <remarks>Thread safety: safe for concurrent readers; nobody may change the arrays meanwhile.</remarks>
public sealed record NearestResult(int Queries, int K, long[] Ids, int[] Distances)
{
    /// <summary>The ids found for one query: K of them.</summary>
    public ReadOnlySpan<long> IdsOf(int query) => Ids.AsSpan(query * K, K);

    /// <summary>The distances found for one query: K of them.</summary>
    public ReadOnlySpan<int> DistancesOf(int query) => Distances.AsSpan(query * K, K);

    // All results of one call, which are one array.
    internal static int Size(int queries, int k) => (long)queries * k <= Array.MaxLength
        ? queries * k
        : throw new InputException($"{queries} queries with {k} results each are more than one answer holds ({Array.MaxLength}); search for fewer queries at a time.");
}
