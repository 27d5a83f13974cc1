// For millions of codes: near codes agree in some part, so tables over the parts lead to them without a scan.
using System.Collections.Concurrent;
using System.Numerics;
using Vdsh.Codes;

namespace Vdsh.Search;

/// <summary>
/// Exact multi-index hashing (Norouzi, Punjani, Fleet, CVPR 2012): m tables over disjoint substrings of about log2(n) bits. The same results as
/// <see cref="HammingIndex"/>, ties included. Tables are built by the first search after an <see cref="Add"/>.
/// </summary>
public sealed class MultiIndexHash : ICodeIndex
{
    // 2^24 table entries of 4 bytes; longer substrings would make tables larger than the codes.
    private const int LongestSubstring = 24;

    private readonly CodeStore store;
    private readonly Lock building = new();
    private volatile Built? built;

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
    public long Count => store.Current.Count;

    /// <summary>Threads that share a batch of queries; the default is all processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    public void Add(HashCodes codes) => store.Append(codes);

    /// <inheritdoc/>
    public NearestResult Search(HashCodes queries, int k)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        Built tables = Current();
        int results = Math.Min(k, tables.Rows);
        long[] ids = new long[checked(queries.Count * results)];
        int[] distances = new int[ids.Length];
        if (results > 0)
        {
            ForEach(tables, queries, (query, search) =>
            {
                search.Find(queries[query], results, Bits);
                int written = 0;
                for (int d = 0; written < results; d++)
                {
                    int take = Math.Min(results - written, search.CountAt(d));
                    if (take == 0)
                        continue;
                    search.CopyRows(d, ids.AsSpan(query * results + written, take));
                    distances.AsSpan(query * results + written, take).Fill(d);
                    written += take;
                }
            });
        }
        return new NearestResult(queries.Count, results, ids, distances);
    }

    /// <inheritdoc/>
    public RadiusResult SearchRadius(HashCodes queries, int radius)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        radius = Math.Min(radius, Bits);
        Built tables = Current();
        long[][] ids = new long[queries.Count][];
        int[][] distances = new int[queries.Count][];
        ForEach(tables, queries, (query, search) =>
        {
            search.Find(queries[query], int.MaxValue, radius);
            int size = 0;
            for (int d = 0; d <= radius; d++)
                size += search.CountAt(d);
            ids[query] = new long[size];
            distances[query] = new int[size];
            int written = 0;
            for (int d = 0; d <= radius; d++)
            {
                int take = search.CountAt(d);
                if (take == 0)
                    continue;
                search.CopyRows(d, ids[query].AsSpan(written, take));
                distances[query].AsSpan(written, take).Fill(d);
                written += take;
            }
        });
        long[] offsets = new long[queries.Count + 1];
        for (int query = 0; query < queries.Count; query++)
            offsets[query + 1] = offsets[query] + ids[query].Length;
        return new RadiusResult(offsets, [.. ids.SelectMany(found => found)], [.. distances.SelectMany(found => found)]);
    }

    private void ForEach(Built tables, HashCodes queries, Action<int, MihQuery> body)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Threads };
        Parallel.For(0, queries.Count, parallel, tables.Rent, (query, _, search) =>
        {
            body(query, search);
            return search;
        }, tables.Return);
    }

    private Built Current()
    {
        CodeStore.Snapshot codes = store.Current;
        Built? tables = built;
        if (tables is not null && tables.Rows >= codes.Count)
            return tables;
        lock (building)
        {
            codes = store.Current;
            if (built is null || built.Rows < codes.Count)
                built = new Built(codes, Bits);
            return built;
        }
    }

    private sealed class Built
    {
        private readonly ConcurrentBag<MihQuery> idle = [];
        private readonly CodeGroups groups;
        private readonly SubstringTable[] tables;
        private readonly int bits;

        public Built(CodeStore.Snapshot codes, int bits)
        {
            this.bits = bits;
            Rows = codes.Count;
            groups = CodeGroups.Create(codes);
            int length = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, groups.Count)), 1, LongestSubstring);
            tables = new SubstringTable[(bits + length - 1) / length];
            int offset = 0;
            for (int table = 0; table < tables.Length; table++)
            {
                int size = bits / tables.Length + (table < bits % tables.Length ? 1 : 0);
                tables[table] = new SubstringTable(groups, offset, size);
                offset += size;
            }
        }

        public int Rows { get; }

        public MihQuery Rent() => idle.TryTake(out MihQuery? search) ? search : new MihQuery(groups, tables, bits);

        public void Return(MihQuery search) => idle.Add(search);
    }
}
