// For millions of codes: near codes agree in some part, so tables over the parts lead to them without a scan.
using Vdsh.Codes;
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>
/// Exact multi-index hashing (Norouzi, Punjani, Fleet, CVPR 2012): m tables over disjoint substrings of about log2(n) bits. The same results as
/// <see cref="HammingIndex"/>, ties included. Tables are built by the first search; codes added later are scanned until they are an eighth of the index,
/// and removals build the tables again. It takes about m + 1 times the memory of the codes.
/// <para>Thread safety: safe for concurrent use. A search sees the index as it was when it began; writers wait for each
/// other, and a search that finds no tables waits until they are built.</para>
/// </summary>
public sealed class MultiIndexHash : ICodeIndex
{
    // Codes behind the tables are scanned with every query: few enough of them do not show.
    private const int SmallTail = 1 << 15;
    private const int TailShare = 8;

    private readonly CodeStore store;
    // Who waits for tables that another builds asks now and then whether its own caller is still there.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock building = new();
    private volatile MihTables? built;

    /// <summary>Creates an empty index.</summary>
    /// <param name="bits">Bits b of a code.</param>
    public MultiIndexHash(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        Bits = bits;
        store = new CodeStore(bits);
    }

    /// <inheritdoc/>
    public IndexKind Kind => IndexKind.Mih;

    /// <inheritdoc/>
    public int Bits { get; }

    /// <inheritdoc/>
    public long Count => store.Count;

    /// <summary>Threads that share a batch of queries, and the building of tables; the default is all processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    public void Add(HashCodes codes) => store.Append(codes);

    /// <inheritdoc/>
    public void Add(HashCodes codes, ReadOnlySpan<long> ids) => store.Append(codes, ids);

    /// <inheritdoc/>
    public int Remove(ReadOnlySpan<long> ids) => store.Remove(ids);

    /// <inheritdoc/>
    public bool Contains(long id) => store.Current.RowOf(id) >= 0;

    /// <inheritdoc/>
    public NearestResult Search(HashCodes queries, int k, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        (CodeSnapshot codes, MihTables tables) = Current(cancellation);
        int results = Math.Min(k, codes.Count);
        long[] ids = new long[NearestResult.Size(queries.Count, results)];
        int[] distances = new int[ids.Length];
        if (results > 0)
        {
            ForEach(tables, 0, queries.Count, cancellation, (query, search) =>
            {
                search.Find(queries[query], codes, results, Bits);
                Write(codes, search, Bits, ids.AsSpan(query * results, results), distances.AsSpan(query * results, results));
            });
        }
        return new NearestResult(queries.Count, results, ids, distances);
    }

    /// <inheritdoc/>
    public ScoredResult SearchAsymmetric(QueryOutputs queries, int k, CancellationToken cancellation = default)
        => store.SearchAsymmetric(queries, k, Threads, cancellation);

    /// <inheritdoc/>
    public RadiusResult SearchRadius(HashCodes queries, int radius, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        (CodeSnapshot codes, MihTables tables) = Current(cancellation);
        return Within(codes, tables, queries, 0, queries.Count, radius, int.MaxValue, cancellation);
    }

    /// <inheritdoc/>
    public RadiusResult SearchRadius(HashCodes queries, int radius, int limit, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        (CodeSnapshot codes, MihTables tables) = Current(cancellation);
        return Within(codes, tables, queries, 0, queries.Count, radius, limit, cancellation);
    }

    /// <inheritdoc/>
    public void SearchRadius(
        HashCodes queries, int radius, RadiusHandler handler, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentNullException.ThrowIfNull(handler);
        (CodeSnapshot codes, MihTables tables) = Current(cancellation);
        int block = Math.Max(1, Threads);
        for (int first = 0; first < queries.Count; first += block)
        {
            int end = Math.Min(queries.Count, first + block);
            handler(first, Within(codes, tables, queries, first, end, radius, int.MaxValue, cancellation));
        }
    }

    private RadiusResult Within(
        CodeSnapshot codes, MihTables tables, HashCodes queries, int first, int end, int radius, int limit,
            CancellationToken cancellation)
    {
        if (limit == 0)
            return new RadiusResult(new long[end - first + 1], [], []);
        radius = Math.Min(radius, Bits);
        long[][] ids = new long[end - first][];
        int[][] distances = new int[end - first][];
        ForEach(tables, first, end, cancellation, (query, search) =>
        {
            int complete = search.Find(queries[query], codes, limit, radius), size = 0;
            for (int d = 0; d <= complete && size < limit; d++)
                size += Math.Min(search.CountAt(d), limit - size);
            ids[query - first] = new long[size];
            distances[query - first] = new int[size];
            Write(codes, search, complete, ids[query - first], distances[query - first]);
        });
        long[] offsets = new long[ids.Length + 1];
        for (int query = 0; query < ids.Length; query++)
            offsets[query + 1] = offsets[query] + ids[query].Length;
        int size = RadiusResult.Size(offsets);
        return new RadiusResult(offsets, Joined(ids, size), Joined(distances, size));
    }

    private static T[] Joined<T>(T[][] parts, int size)
    {
        T[] all = GC.AllocateUninitializedArray<T>(size);
        int filled = 0;
        foreach (T[] part in parts)
        {
            part.CopyTo(all, filled);
            filled += part.Length;
        }
        return all;
    }

    // The first results by distance, then by id.
    private static void Write(CodeSnapshot codes, MihQuery search, int radius, Span<long> ids, Span<int> distances)
    {
        int[] rows = new int[ids.Length];
        int written = 0;
        for (int d = 0; d <= radius && written < rows.Length; d++)
        {
            int take = Math.Min(rows.Length - written, search.CountAt(d));
            if (take == 0)
                continue;
            search.CopyRows(d, rows.AsSpan(written, take));
            distances.Slice(written, take).Fill(d);
            written += take;
        }
        codes.ToIds(rows, ids);
    }

    private void ForEach(
        MihTables tables, int first, int end, CancellationToken cancellation, Action<int, MihQuery> body)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Threads, CancellationToken = cancellation };
        ParallelLoop.For(first, end, parallel, tables.Rent, body, tables.Return);
    }

    // The tables are read before the codes, so that they never know codes which the snapshot lacks.
    private (CodeSnapshot Codes, MihTables Tables) Current(CancellationToken cancellation)
    {
        MihTables? tables = built;
        CodeSnapshot codes = store.Current;
        if (tables is not null && IsFit(tables, codes))
            return (codes, tables);
        while (!building.TryEnter(Patience))
            cancellation.ThrowIfCancellationRequested();
        try
        {
            tables = built;
            codes = store.Current;
            if (tables is null || !IsFit(tables, codes))
            {
                // The old tables are let go of first: there is to be memory for one set.
                built = null;
                built = tables = new MihTables(codes, Bits, Threads, cancellation);
            }
            return (codes, tables);
        }
        finally
        {
            building.Exit();
        }
    }

    private static bool IsFit(MihTables tables, CodeSnapshot codes)
        => tables.Generation == codes.Generation && codes.Count - tables.Rows <= Math.Max(SmallTail, tables.Rows / TailShare);
}
