// Counting over Hamming distances is arithmetic too: the same few scans serve search and evaluation on every device.
using Vdsh.Data;

namespace Vdsh.Compute;

/// <summary>
/// Scans over packed codes: n x ceil(bits/64) words, row-major, bit j of a code is bit j mod 64 of word j/64, padding bits zero. The caller
/// allocates all results. Results are exact and do not depend on the number of threads. Wrong lengths throw <see cref="ArgumentException"/>.
/// <para>Thread safety: safe for concurrent use; scans run beside each other or, on a device, take turns.</para>
/// </summary>
public interface IHammingEngine
{
    /// <summary>Where ranges of work are named for a profiler; by default nowhere.</summary>
    IProfiler Profiler => NoProfiler.Instance;

    /// <summary>
    /// Whether the engine scans codes faster that it was given once than those that come with every call. Such an
    /// engine has one device, at which calls take turns.
    /// </summary>
    bool HoldsCodes => false;

    /// <summary>Copies a database to where the engine scans it, for many searches.</summary>
    /// <param name="codes">n codes; may change once this returns.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <returns>The codes, to be disposed of by the caller; null where the engine holds none, or not so many.</returns>
    IHeldCodes? HoldCodes(ReadOnlySpan<ulong> codes, int bits) => null;

    /// <summary>All distances.</summary>
    /// <param name="queries">q codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="distances">q x n, row-major; receives distances 0..b.</param>
    void HammingDistances(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<ushort> distances);

    /// <summary>
    /// Counts, per query, the database items at each distance, apart by grade of relevance. With single labels the grade is 1 where the
    /// labels are equal; with multi-labels it is the number of shared labels, at most <paramref name="grades"/>-1; otherwise 0.
    /// </summary>
    /// <param name="queries">q codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="queryLabels">Labels of the queries.</param>
    /// <param name="databaseLabels">Labels of the database, over the same classes.</param>
    /// <param name="grades">Number of grades, at least 2.</param>
    /// <param name="excluded">Per query one database item that is not counted (-1: none), or empty: for a set evaluated against itself.</param>
    /// <param name="counts">q x grades x (b+1), row-major; overwritten.</param>
    void HammingHistogram(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, LabelSet queryLabels, LabelSet databaseLabels,
        int grades, ReadOnlySpan<int> excluded, Span<int> counts);

    /// <summary>Counts, per query, the database items at each distance.</summary>
    /// <param name="queries">q codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="counts">q x (b+1), row-major; overwritten.</param>
    void HammingCounts(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<int> counts)
    {
        int words = (bits + 63) / 64, rows = queries.Length / words, bins = bits + 1;
        LabelSet queryLabels = LabelSet.FromClasses(new int[rows], 1), databaseLabels = LabelSet.FromClasses(new int[database.Length / words], 1);
        // With one class all items are relevant: the second of two histograms.
        int[] both = new int[checked(rows * 2 * bins)];
        HammingHistogram(queries, database, bits, queryLabels, databaseLabels, 2, [], both);
        for (int query = 0; query < rows; query++)
            both.AsSpan((2 * query + 1) * bins, bins).CopyTo(counts[(query * bins)..]);
    }

    /// <summary>The k nearest items of each query, by distance, then by row number.</summary>
    /// <param name="queries">q codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="k">Results per query, 0..n.</param>
    /// <param name="ids">q x k, row-major; receives row numbers of the database.</param>
    /// <param name="distances">q x k, row-major.</param>
    void HammingNearest(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int k, Span<int> ids, Span<int> distances);

    /// <summary>Counts, per query, the items at distance <paramref name="radius"/> or less.</summary>
    /// <param name="queries">q codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="radius">Largest distance, 0 or more.</param>
    /// <param name="counts">q counts.</param>
    void HammingCountWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts);

    /// <summary>
    /// Counts, per query, the items at distance <paramref name="radius"/> or less, and collects them where there is room for those of all queries together: in one
    /// pass where the engine can.
    /// </summary>
    /// <param name="queries">q codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="radius">Largest distance, 0 or more.</param>
    /// <param name="counts">q counts.</param>
    /// <param name="ids">Receives the row numbers found for query after query, each by distance, then by row number.</param>
    /// <param name="distances">The distances of <paramref name="ids"/>; as long.</param>
    /// <returns>Whether there was room; otherwise <paramref name="ids"/> and <paramref name="distances"/> hold nothing of use.</returns>
    bool HammingFindWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts, Span<int> ids, Span<int> distances)
    {
        HammingCountWithin(queries, database, bits, radius, counts);
        long[] offsets = new long[queries.Length / ((bits + 63) / 64) + 1];
        for (int query = 1; query < offsets.Length; query++)
            offsets[query] = offsets[query - 1] + counts[query - 1];
        if (offsets[^1] > Math.Min(ids.Length, distances.Length))
            return false;
        HammingCollectWithin(queries, database, bits, radius, offsets, ids, distances);
        return true;
    }

    /// <summary>Collects, per query, the items at distance <paramref name="radius"/> or less, by distance, then by row number.</summary>
    /// <param name="queries">q codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="radius">Largest distance, 0 or more.</param>
    /// <param name="offsets">q+1 running sums of the counts that <see cref="HammingCountWithin"/> gave, from 0.</param>
    /// <param name="ids">Receives, from offsets[i] on, the row numbers found for query i.</param>
    /// <param name="distances">The distances of <paramref name="ids"/>.</param>
    void HammingCollectWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, ReadOnlySpan<long> offsets,
        Span<int> ids, Span<int> distances);
}
