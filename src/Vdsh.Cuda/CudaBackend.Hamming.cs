// Scans over packed codes: those that the device holds, or those that come with the call and pass by in chunks, so that any database can be scanned on any device.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;
using Vdsh.Data;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    // What a block's counters may take of the 48 KiB of shared memory that every device has.
    private const int LargestSharedBytes = 40 << 10;

    // Larger chunks gain nothing, and every length stays far inside 32 bits.
    private const long MostScanBytes = 1L << 30;

    /// <summary>Device memory that a scan may take; null leaves half of the free memory to it. For tests of chunked scans.</summary>
    internal long? ScanBytes { get; set; }

    /// <summary>Device memory that codes to be held may take; null leaves half of the free memory to them. For tests of codes that do not fit.</summary>
    internal long? HeldBytes { get; set; }

    /// <inheritdoc/>
    public bool HoldsCodes => true;

    /// <inheritdoc/>
    public IHeldCodes? HoldCodes(ReadOnlySpan<ulong> codes, int bits)
    {
        _ = new ScanShape([], new ScannedCodes(codes), bits);
        using Turns.Turn turn = turns.Take();
        Enter();
        if ((long)codes.Length * sizeof(ulong) > (HeldBytes ?? (context.GetFreeDeviceMemorySize() / 2)))
            return null;
        var held = new CudaHeldCodes(this, context, codes.Length, bits);
        try
        {
            staging.Upload(codes, held.Address);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void HammingDistances(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<ushort> distances)
    {
        ScannedCodes scanned = new(database);
        ScanShape shape = new(queries, scanned, bits);
        ScanShape.Require(distances.Length, (long)shape.Queries * shape.Items, nameof(distances));
        if (shape.Queries == 0 || shape.Items == 0)
            return;
        using Turns.Turn turn = turns.Take();
        Enter();
        long budget = ScanBudget(), codeBytes = shape.Words * sizeof(ulong);
        int itemsAtOnce = Fit(budget / 4, sizeof(ushort), shape.Items);
        int queriesAtOnce = Fit(budget / 4, codeBytes + (itemsAtOnce * (long)sizeof(ushort)), shape.Queries);
        using CudaDeviceVariable<ulong> queryCodes = new(context, (long)queriesAtOnce * shape.Words);
        using CudaDeviceVariable<ushort> result = new(context, (long)queriesAtOnce * itemsAtOnce);
        using DatabasePass pass = new(scans, shape, scanned, budget / 2, itemsAtOnce);
        while (pass.MoveNext())
        {
            foreach (var (first, count) in Chunks(shape.Queries, queriesAtOnce))
            {
                staging.Upload(queries.Slice(first * shape.Words, count * shape.Words), queryCodes.DevicePointer);
                CodePair codes = new(queryCodes.DevicePointer, count, pass.Address, pass.Count, shape.Words);
                scans.Kernels.Distances(codes, bits, result.DevicePointer);
                pass.FetchNext();
                if (pass.Count == shape.Items)
                {
                    staging.Download(result.DevicePointer, distances.Slice(first * shape.Items, count * shape.Items));
                    continue;
                }
                for (int query = 0; query < count; query++)
                {
                    nuint row = result.DevicePointer + ((nuint)query * (nuint)pass.Count * sizeof(ushort));
                    staging.Download(row, distances.Slice(((first + query) * shape.Items) + pass.First, pass.Count));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void HammingHistogram(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, LabelSet queryLabels, LabelSet databaseLabels,
        int grades, ReadOnlySpan<int> excluded, Span<int> counts)
    {
        ScannedCodes scanned = new(database);
        ScanShape shape = new(queries, scanned, bits);
        shape.RequireLabels(queryLabels, databaseLabels, grades, excluded);
        int perQuery = checked(grades * shape.Bins);
        ScanShape.Require(counts.Length, (long)shape.Queries * perQuery, nameof(counts));
        counts = counts[..(shape.Queries * perQuery)];
        counts.Clear();
        if (shape.Queries == 0 || shape.Items == 0)
            return;
        using Turns.Turn turn = turns.Take();
        Enter();
        new HistogramScan(scans, shape, ScanBudget()) { Grades = grades }.Run(queries, scanned, queryLabels, databaseLabels, excluded, counts);
    }

    /// <inheritdoc/>
    public void HammingCounts(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<int> counts) =>
        Counts(queries, new ScannedCodes(database), bits, counts);

    /// <inheritdoc/>
    public void HammingNearest(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int k, Span<int> ids, Span<int> distances) =>
        Nearest(queries, new ScannedCodes(database), bits, k, ids, distances);

    /// <inheritdoc/>
    public void HammingCountWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts) =>
        CountWithin(queries, new ScannedCodes(database), bits, radius, counts);

    /// <inheritdoc/>
    public void HammingCollectWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, ReadOnlySpan<long> offsets,
        Span<int> ids, Span<int> distances) =>
        CollectWithin(queries, new ScannedCodes(database), bits, radius, offsets, ids, distances);

    /// <summary><see cref="HammingCounts"/> over codes wherever they are.</summary>
    internal void Counts(ReadOnlySpan<ulong> queries, ScannedCodes database, int bits, Span<int> counts)
    {
        ScanShape shape = new(queries, database, bits);
        ScanShape.Require(counts.Length, (long)shape.Queries * shape.Bins, nameof(counts));
        counts[..(shape.Queries * shape.Bins)].Clear();
        if (shape.Queries == 0 || shape.Items == 0)
            return;
        using Turns.Turn turn = turns.Take();
        Enter();
        new CountScan(scans, shape, ScanBudget()).AtEach(queries, database, counts);
    }

    /// <summary><see cref="HammingNearest"/> over codes wherever they are.</summary>
    internal void Nearest(ReadOnlySpan<ulong> queries, ScannedCodes database, int bits, int k, Span<int> ids, Span<int> distances)
    {
        ScanShape shape = new(queries, database, bits);
        if (k < 0 || k > shape.Items)
            throw new ArgumentOutOfRangeException(nameof(k), $"k = {k} is outside 0..{shape.Items}, the number of database codes.");
        ScanShape.Require(ids.Length, (long)shape.Queries * k, nameof(ids));
        ScanShape.Require(distances.Length, (long)shape.Queries * k, nameof(distances));
        if (k == 0 || shape.Queries == 0)
            return;
        using Turns.Turn turn = turns.Take();
        Enter();
        long[] offsets = new long[shape.Queries + 1];
        for (int query = 1; query < offsets.Length; query++)
            offsets[query] = offsets[query - 1] + k;
        CollectionScan.Nearest(scans, shape, ScanBudget(), k).Run(queries, database, offsets, ids, distances);
    }

    /// <summary><see cref="HammingCountWithin"/> over codes wherever they are.</summary>
    internal void CountWithin(ReadOnlySpan<ulong> queries, ScannedCodes database, int bits, int radius, Span<int> counts)
    {
        ScanShape shape = new(queries, database, bits);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ScanShape.Require(counts.Length, shape.Queries, nameof(counts));
        counts[..shape.Queries].Clear();
        if (shape.Queries == 0 || shape.Items == 0)
            return;
        using Turns.Turn turn = turns.Take();
        Enter();
        new CountScan(scans, shape, ScanBudget()).Within(queries, database, radius, counts);
    }

    /// <summary><see cref="HammingCollectWithin"/> over codes wherever they are.</summary>
    internal void CollectWithin(ReadOnlySpan<ulong> queries, ScannedCodes database, int bits, int radius, ReadOnlySpan<long> offsets, Span<int> ids, Span<int> distances)
    {
        ScanShape shape = new(queries, database, bits);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ScanShape.Require(offsets.Length, shape.Queries + 1, nameof(offsets));
        ScanShape.Require(ids.Length, offsets[shape.Queries], nameof(ids));
        ScanShape.Require(distances.Length, offsets[shape.Queries], nameof(distances));
        if (shape.Queries == 0)
            return;
        using Turns.Turn turn = turns.Take();
        Enter();
        CollectionScan.Within(scans, shape, ScanBudget(), radius).Run(queries, database, offsets, ids, distances);
    }

    /// <summary>Bytes of shared memory for a block's counters, or 0 where they must stay in global memory.</summary>
    internal static int SharedBytes(int counters) => counters <= LargestSharedBytes / sizeof(int) ? counters * sizeof(int) : 0;

    /// <summary>How many of so many bytes each fit a budget: at least one, at most <paramref name="most"/>.</summary>
    internal static int Fit(long budget, long bytesEach, int most) => (int)Math.Clamp(budget / bytesEach, 1, Math.Max(1, most));

    /// <summary>Cuts a count into runs of nearly equal length, so that the last is not a short one that leaves most of a device idle.</summary>
    internal static IEnumerable<(int First, int Count)> Chunks(int total, int atOnce)
    {
        int runs = (int)(((long)total + atOnce - 1) / atOnce);
        for (int run = 0; run < runs; run++)
        {
            int first = (int)((long)total * run / runs);
            yield return (first, (int)((long)total * (run + 1) / runs) - first);
        }
    }

    private long ScanBudget() => Math.Min(MostScanBytes, ScanBytes ?? (context.GetFreeDeviceMemorySize() / 2));
}
