// Distances are small integers, so the k nearest are found by counting: no heap, any k, ties by row number.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Collects, for one query over rows in rising order, either the k nearest or all within a radius. Later rows must be nearer than the k-th so far: since
/// rows come in rising order, a tie with it is never better. Entries beyond k are thrown away when twice k are held.
/// </summary>
internal sealed unsafe class HammingCollector
{
    // Counting the first rows first pays where at most one in so many is taken.
    private const int FirstShare = 8;

    private readonly int[] counts;
    private readonly int limit;
    private readonly ResultRoom? room;
    private readonly NearestBound? shared;
    private int[] ids;
    private ushort[] distances;
    private int threshold;

    // The smallest distance within which enough rows were found, and their number; until then all.
    private int cutoff;
    private int within;
    private int size;

    private HammingCollector(int bits, int limit, int capacity, int threshold, ResultRoom? room = null, NearestBound? shared = null)
    {
        this.room = room;
        this.shared = shared;
        this.limit = limit;
        this.threshold = threshold;
        cutoff = bits;
        counts = new int[bits + 1];
        ids = new int[capacity];
        distances = new ushort[capacity];
    }

    /// <param name="bits">Bits of a code.</param>
    /// <param name="k">How many are wanted.</param>
    /// <param name="rows">How many rows there will be.</param>
    /// <param name="shared">Shared by the collectors of one query; null: there is one only.</param>
    public static HammingCollector Nearest(int bits, int k, int rows, NearestBound? shared) =>
        new(bits, k, Math.Min(2 * Math.Min(k, rows), rows) + HammingBlockScan.Chunk, bits + 1, shared: shared);

    /// <param name="bits">Bits of a code.</param>
    /// <param name="radius">Largest distance.</param>
    /// <param name="room">Where it is exceeded, rows are only counted from then on; null: it never is.</param>
    public static HammingCollector Within(int bits, int radius, ResultRoom? room = null) =>
        new(bits, int.MaxValue, HammingBlockScan.Chunk, Math.Min(radius, bits) + 1, room);

    /// <summary>Entries held.</summary>
    public int Count => size;

    /// <summary>Rows found so far within <see cref="Within"/>'s radius, held or not.</summary>
    public int Found => within;

    /// <summary>Takes what is near enough of the rows from <paramref name="firstRow"/> on.</summary>
    public void Add(int firstRow, in HammingRun run)
    {
        if (ids.Length - size < run.Count)
        {
            int capacity = (int)Math.Min(Array.MaxLength, Math.Max(2L * ids.Length, size + (long)run.Count));
            Array.Resize(ref ids, capacity);
            Array.Resize(ref distances, capacity);
        }
        if (shared is not null)
            threshold = Math.Min(threshold, shared.Value);
        if (size == 0 && threshold == counts.Length && limit < run.Count / FirstShare)
            threshold = FirstThreshold(run);
        int found;
        fixed (int* idTarget = ids)
        fixed (ushort* distanceTarget = distances)
            found = run.Nearer(threshold, firstRow, idTarget + size, distanceTarget + size);
        within += found;
        if (room is not null && found > 0 && !room.Take(found))
            return;
        foreach (ushort distance in distances.AsSpan(size, found))
            counts[distance]++;
        size += found;
        if (within < limit)
            return;
        while (within - counts[cutoff] >= limit)
            within -= counts[cutoff--];
        threshold = Math.Min(threshold, cutoff);
        shared?.Tighten(cutoff + 1);
        if (size / 2 >= limit)
            Compress();
    }

    /// <summary>Merges parts that hold rising ranges of rows, and writes the first results by distance, then by row.</summary>
    public static void Write(ReadOnlySpan<HammingCollector> parts, Span<int> resultIds, Span<int> resultDistances)
    {
        int[] next = new int[parts[0].counts.Length];
        int before = 0;
        for (int distance = 0; distance < next.Length; distance++)
        {
            next[distance] = before;
            foreach (HammingCollector part in parts)
                before += part.counts[distance];
        }
        foreach (HammingCollector part in parts)
        {
            for (int i = 0; i < part.size; i++)
            {
                int distance = part.distances[i];
                int position = next[distance]++;
                if (position >= resultIds.Length)
                    continue;
                resultIds[position] = part.ids[i];
                resultDistances[position] = distance;
            }
        }
    }

    // Few of the first rows can be among the nearest, so that their distances are counted before any is taken.
    [SkipLocalsInit]
    private int FirstThreshold(in HammingRun run)
    {
        ushort* all = stackalloc ushort[HammingBlockScan.Chunk];
        run.Distances(all);
        for (int i = 0; i < run.Count; i++)
            counts[all[i]]++;
        int bound = 0;
        for (int nearer = 0; nearer < limit; bound++)
            nearer += counts[bound];
        Array.Clear(counts);
        return bound;
    }

    // Throws away what is farther than the cut-off, and ties that come too late.
    private void Compress()
    {
        int atCutoff = limit - (within - counts[cutoff]);
        int kept = 0;
        int taken = 0;
        for (int i = 0; i < size; i++)
        {
            if (distances[i] > cutoff || (distances[i] == cutoff && taken++ >= atCutoff))
                continue;
            ids[kept] = ids[i];
            distances[kept++] = distances[i];
        }
        counts[cutoff] = atCutoff;
        counts.AsSpan(cutoff + 1).Clear();
        size = kept;
        within = kept;
    }
}
