// The plain index: every query is compared with every code, which vector units do faster than most cleverness up to millions of codes.
using Vdsh.Codes;
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>A flat index: exact linear scan.</summary>
public sealed class HammingIndex : ICodeIndex
{
    private readonly IHammingEngine engine;
    private readonly CodeStore store;

    /// <summary>Creates an empty index.</summary>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="engine">Scans the codes; it must allow concurrent calls if searches are to run concurrently (the CPU's does).</param>
    public HammingIndex(int bits, IHammingEngine engine)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        Bits = bits;
        this.engine = engine;
        store = new CodeStore(bits);
    }

    /// <inheritdoc/>
    public IndexKind Kind => IndexKind.Flat;

    /// <inheritdoc/>
    public int Bits { get; }

    /// <inheritdoc/>
    public long Count => store.Current.Count;

    /// <inheritdoc/>
    public void Add(HashCodes codes) => store.Append(codes);

    /// <inheritdoc/>
    public NearestResult Search(HashCodes queries, int k)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        CodeStore.Snapshot codes = store.Current;
        k = Math.Min(k, codes.Count);
        int[] ids = new int[checked(queries.Count * k)];
        int[] distances = new int[ids.Length];
        engine.HammingNearest(queries.Words, codes.Words, Bits, k, ids, distances);
        return new NearestResult(queries.Count, k, Array.ConvertAll(ids, id => (long)id), distances);
    }

    /// <inheritdoc/>
    public RadiusResult SearchRadius(HashCodes queries, int radius)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        CodeStore.Snapshot codes = store.Current;
        int[] counts = new int[queries.Count];
        engine.HammingCountWithin(queries.Words, codes.Words, Bits, radius, counts);
        long[] offsets = new long[queries.Count + 1];
        for (int query = 0; query < counts.Length; query++)
            offsets[query + 1] = offsets[query] + counts[query];
        int[] ids = new int[offsets[^1]];
        int[] distances = new int[offsets[^1]];
        engine.HammingCollectWithin(queries.Words, codes.Words, Bits, radius, offsets, ids, distances);
        return new RadiusResult(offsets, Array.ConvertAll(ids, id => (long)id), distances);
    }
}
