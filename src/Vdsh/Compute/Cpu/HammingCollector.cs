// Distances are small integers, so the k nearest are found by counting: no heap, any k, ties by row number.
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Collects, for one query over rows in rising order, either the k nearest or all within a radius. Entries beyond k are thrown away when twice
/// k are held, which lowers the distance that later rows must beat; since rows come in rising order, a tie with the k-th is never better.
/// </summary>
internal sealed unsafe class HammingCollector
{
    private readonly int[] counts;
    private readonly int limit;
    private int[] ids;
    private ushort[] distances;
    private short threshold;
    private int size;

    private HammingCollector(int bits, int limit, int capacity, short threshold)
    {
        this.limit = limit;
        this.threshold = threshold;
        counts = new int[bits + 1];
        ids = new int[capacity];
        distances = new ushort[capacity];
    }

    public static HammingCollector Nearest(int bits, int k, int rows) => new(bits, k, Math.Min(2 * Math.Min(k, rows), rows) + HammingBlockScan.Chunk, (short)(bits + 1));

    public static HammingCollector Within(int bits, int radius) => new(bits, int.MaxValue, HammingBlockScan.Chunk, (short)(Math.Min(radius, bits) + 1));

    /// <summary>Entries held.</summary>
    public int Count => size;

    public void Reset(int bits)
    {
        Array.Clear(counts);
        size = 0;
        if (limit != int.MaxValue)
            threshold = (short)(bits + 1);
    }

    /// <summary>Takes a run of distances; the buffer is a multiple of 32 long and is padded here.</summary>
    public void Add(HammingKernel kernel, int firstRow, ushort* run, int count)
    {
        for (int i = count; i % Vector512<short>.Count != 0; i++)
            run[i] = (ushort)short.MaxValue;
        if (ids.Length - size < count)
        {
            int capacity = (int)Math.Min(Array.MaxLength, Math.Max(2L * ids.Length, size + (long)count));
            Array.Resize(ref ids, capacity);
            Array.Resize(ref distances, capacity);
        }
        if (kernel == HammingKernel.Vector512)
        {
            Vector512<short> bound = Vector512.Create(threshold);
            for (int i = 0; i < count; i += Vector512<short>.Count)
                Append(Vector512.LessThan(Vector512.Load((short*)run + i), bound).ExtractMostSignificantBits(), firstRow + i, run + i);
        }
        else
        {
            Vector128<short> bound = Vector128.Create(threshold);
            for (int i = 0; i < count; i += Vector128<short>.Count)
                Append(Vector128.LessThan(Vector128.Load((short*)run + i), bound).ExtractMostSignificantBits(), firstRow + i, run + i);
        }
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

    private void Append(ulong mask, int row, ushort* run)
    {
        while (mask != 0)
        {
            int lane = BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            ushort distance = run[lane];
            ids[size] = row + lane;
            distances[size] = distance;
            counts[distance]++;
            size++;
        }
    }

    private void Compress()
    {
        int cutoff = 0;
        int nearer = 0;
        while (nearer + counts[cutoff] < limit)
            nearer += counts[cutoff++];
        int atCutoff = limit - nearer;
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
        threshold = (short)cutoff;
    }
}
