// Most range searches find little, which one pass can bring along while it counts; the others are collected once it is known how much there is.
using System.Buffers;
using Vdsh.Codes;

namespace Vdsh.Search;

/// <summary>What one range search over a snapshot found.</summary>
internal sealed class RadiusRows : IDisposable
{
    // Results of all queries together that the counting pass brings along: 2 MiB.
    private const int Room = 1 << 18;

    private readonly SnapshotScans scans;
    private readonly CodeSnapshot codes;
    private readonly HashCodes queries;
    private readonly int radius;
    private readonly CancellationToken cancellation;
    private readonly int[] counts;
    private readonly int[] rows = ArrayPool<int>.Shared.Rent(Room);
    private readonly int[] distances = ArrayPool<int>.Shared.Rent(Room);
    private readonly bool isCollected;

    /// <summary>Counts, and collects where little is found.</summary>
    public RadiusRows(
        SnapshotScans scans, CodeSnapshot codes, HashCodes queries, int radius, CancellationToken cancellation)
    {
        this.scans = scans;
        this.codes = codes;
        this.queries = queries;
        this.radius = radius;
        this.cancellation = cancellation;
        counts = new int[queries.Count];
        try
        {
            isCollected = scans.FindWithin(
                codes, queries.Words, radius, counts, rows.AsSpan(0, Room), distances.AsSpan(0, Room), cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The answer in one piece.</summary>
    public RadiusResult Whole() => Of(0, counts.Length);

    /// <summary>The answer in blocks that fit memory.</summary>
    public void ForEachBlock(RadiusHandler handler)
    {
        for (int first = 0; first < counts.Length;)
        {
            int last = RadiusBlock.End(counts, first);
            handler(first, Of(first, last));
            first = last;
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(rows);
        ArrayPool<int>.Shared.Return(distances);
    }

    // What one pass collected is a single block.
    private RadiusResult Of(int first, int last)
    {
        long[] offsets = new long[last - first + 1];
        for (int query = first; query < last; query++)
            offsets[query - first + 1] = offsets[query - first] + counts[query];
        int size = RadiusResult.Size(offsets), words = queries.WordsPerCode;
        int[] foundRows = isCollected ? rows : new int[size], foundDistances = new int[size];
        if (isCollected)
            distances.AsSpan(0, size).CopyTo(foundDistances);
        else
            scans.CollectWithin(codes, queries.Words[(first * words)..(last * words)], radius, offsets, foundRows,
                foundDistances, cancellation);
        long[] ids = new long[size];
        codes.ToIds(foundRows.AsSpan(0, size), ids);
        return new RadiusResult(offsets, ids, foundDistances);
    }
}
