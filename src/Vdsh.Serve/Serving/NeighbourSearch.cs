// Limits are checked before anything is computed, and the same search answers all forms of request.
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Serve.Serving;

/// <summary>A search with its limits.</summary>
internal static class NeighbourSearch
{
    /// <summary>What a neighbour takes in memory: an id and a distance.</summary>
    public const int BytesPerNeighbour = sizeof(long) + sizeof(int);

    /// <summary>Queries that are never more than one search of the index.</summary>
    public const int FewQueries = 16;

    // Rows compared in one search of the index, while which others may have to wait: some milliseconds.
    private const long RowsAtOnce = 1 << 22;

    /// <summary>
    /// The k nearest codes, those within a radius, or the k nearest of those within a radius. Many queries are several
    /// searches of the index, between
    /// which those of other callers get their turn.
    /// </summary>
    /// <exception cref="InputException">A number is out of range, or more codes lie within the radius than one answer may hold.</exception>
    public static RadiusResult Find(ServedSet set, HashCodes queries, int? k, int? radius, ServiceOptions options)
    {
        int atOnce = (int)Math.Max(FewQueries, RowsAtOnce / Math.Max(1, set.Index.Count));
        if (queries.Count <= atOnce)
            return Find(set, queries, 0, k, radius, options);
        var parts = new List<RadiusResult>();
        for (int first = 0; first < queries.Count; first += atOnce)
        {
            int[] rows = [.. Enumerable.Range(first, Math.Min(atOnce, queries.Count - first))];
            parts.Add(Find(set, queries.Select(rows), first, k, radius, options));
        }
        return Join(parts, queries.Count);
    }

    private static RadiusResult Find(
        ServedSet set, HashCodes queries, int first, int? k, int? radius, ServiceOptions options)
    {
        // One more than may be answered shows that there are too many.
        int limit = k ?? options.MaxK + 1;
        RadiusResult found = set.Index.SearchRadius(queries, Math.Min(radius ?? set.Index.Bits, set.Index.Bits), limit);
        if (k is not null)
            return found;
        for (int query = 0; query < found.Queries; query++)
        {
            if (found.IdsOf(query).Length > options.MaxK)
            {
                throw new InputException($"More than {options.MaxK} codes lie within {radius} bits of query "
                    + $"{first + query} (counted from 0); "
                    + "give k as well for the nearest of them, or a smaller radius.");
            }
        }
        return found;
    }

    private static RadiusResult Join(List<RadiusResult> parts, int queries)
    {
        long[] offsets = new long[queries + 1], ids = new long[parts.Sum(part => part.Ids.Length)];
        int[] distances = new int[ids.Length];
        int query = 0, start = 0;
        foreach (RadiusResult part in parts)
        {
            part.Ids.CopyTo(ids, start);
            part.Distances.CopyTo(distances, start);
            foreach (long end in part.Offsets.AsSpan(1))
                offsets[++query] = start + end;
            start += part.Ids.Length;
        }
        return new RadiusResult(offsets, ids, distances);
    }

    /// <summary>Refuses numbers that no search can be made with.</summary>
    /// <exception cref="InputException">k or radius are missing or out of range.</exception>
    public static void RequireRange(int? k, int? radius, ServiceOptions options)
    {
        if (k is null && radius is null)
            throw new InputException("Give k, the number of nearest codes, or radius, the largest distance, or both.");
        if (k < 1 || k > options.MaxK)
            throw new InputException($"k is {k}, but must be from 1 to {options.MaxK}, the limit of this service (--max-k).");
        if (radius < 0)
            throw new InputException($"radius is {radius}, but must be at least 0.");
    }

    /// <summary>Refuses more queries than one request may have, and none.</summary>
    /// <exception cref="InputException">There are none, or too many.</exception>
    public static void RequireCount(int count, ServiceOptions options)
    {
        if (count < 1 || count > options.MaxBatch)
            throw new InputException($"The request has {count} queries, but must have from 1 to {options.MaxBatch}, the limit of this service (--max-batch).");
    }

    /// <summary>The refusal of a request while it is read, when nobody knows how many queries it has.</summary>
    public static InputException TooMany(int limit)
        => new($"The request has more than {limit} queries, but must have from 1 to {limit}, the limit of this "
            + "service (--max-batch).");

    /// <summary>Refuses an answer that may be larger than the limit of one answer, whatever is found.</summary>
    /// <param name="count">Number of queries.</param>
    /// <param name="k">Neighbours of a query; null: as many as the service gives.</param>
    /// <param name="codes">Codes in the index.</param>
    /// <param name="options">The limits.</param>
    /// <returns>Bytes of the largest answer there may be.</returns>
    /// <exception cref="InputException">It may be too large.</exception>
    public static long RequireAnswer(int count, int? k, long codes, ServiceOptions options)
    {
        long neighbours = Math.Min(k ?? options.MaxK + 1L, codes);
        long bytes = count * neighbours * BytesPerNeighbour, limit = options.MaxAnswerMegabytes * 1024L * 1024;
        if (bytes <= limit)
            return bytes;
        long fewer = limit / BytesPerNeighbour / neighbours;
        string mend = fewer > 0 ? $"at most {fewer} queries at a time, or k of at most "
            + $"{limit / BytesPerNeighbour / count}" : $"k of at most {limit / BytesPerNeighbour / count}";
        throw new InputException($"{count} queries with up to {neighbours} neighbours each, {BytesPerNeighbour} "
            + $"bytes a neighbour, may take {bytes} bytes, "
            + $"more than the {limit} of one answer (--max-answer-mb {options.MaxAnswerMegabytes}); ask for {mend}.");
    }
}
