// Scans over packed codes. Codes stay on the host and come in chunks that fit, so that any database can be scanned on any device.
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

    /// <inheritdoc/>
    public void HammingDistances(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<ushort> distances)
    {
        ScanShape shape = new(queries, database, bits);
        ScanShape.Require(distances.Length, (long)shape.Queries * shape.Items, nameof(distances));
        if (shape.Queries == 0 || shape.Items == 0)
            return;
        Enter();
        long budget = ScanBudget(), codeBytes = shape.Words * sizeof(ulong);
        int itemsAtOnce = Fit(budget / 4, codeBytes, shape.Items);
        int queriesAtOnce = Fit(budget / 2, codeBytes + (itemsAtOnce * (long)sizeof(ushort)), shape.Queries);
        using CudaDeviceVariable<ulong> queryCodes = new(context, (long)queriesAtOnce * shape.Words), items = new(context, (long)itemsAtOnce * shape.Words);
        using CudaDeviceVariable<ushort> result = new(context, (long)queriesAtOnce * itemsAtOnce);
        foreach (var (firstItem, itemCount) in Chunks(shape.Items, itemsAtOnce))
        {
            UploadCodes(database, firstItem, itemCount, shape, items);
            foreach (var (firstQuery, queryCount) in Chunks(shape.Queries, queriesAtOnce))
            {
                UploadCodes(queries, firstQuery, queryCount, shape, queryCodes);
                hamming.Distances(new CodePair(queryCodes.DevicePointer, queryCount, items.DevicePointer, itemCount, shape.Words), result.DevicePointer);
                if (itemCount == shape.Items)
                {
                    staging.Download(result.DevicePointer, distances.Slice(firstQuery * itemCount, queryCount * itemCount));
                    continue;
                }
                for (int query = 0; query < queryCount; query++)
                {
                    nuint row = result.DevicePointer + ((nuint)query * (nuint)itemCount * sizeof(ushort));
                    staging.Download(row, distances.Slice(((firstQuery + query) * shape.Items) + firstItem, itemCount));
                }
            }
        }
        WaitBeforeFreeing();
    }

    /// <inheritdoc/>
    public void HammingHistogram(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, LabelSet queryLabels, LabelSet databaseLabels,
        int grades, ReadOnlySpan<int> excluded, Span<int> counts)
    {
        ScanShape shape = new(queries, database, bits);
        shape.RequireLabels(queryLabels, databaseLabels, grades, excluded);
        int perQuery = checked(grades * shape.Bins);
        ScanShape.Require(counts.Length, (long)shape.Queries * perQuery, nameof(counts));
        counts = counts[..(shape.Queries * perQuery)];
        counts.Clear();
        if (shape.Queries == 0 || shape.Items == 0)
            return;
        Enter();
        new HistogramScan(context, stream, staging, hamming, shape, ScanBudget()) { Grades = grades }
            .Run(queries, database, queryLabels, databaseLabels, excluded, counts);
    }

    /// <inheritdoc/>
    public void HammingNearest(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int k, Span<int> ids, Span<int> distances)
    {
        ScanShape shape = new(queries, database, bits);
        if (k < 0 || k > shape.Items)
            throw new ArgumentOutOfRangeException(nameof(k), $"k = {k} is outside 0..{shape.Items}, the number of database codes.");
        ScanShape.Require(ids.Length, (long)shape.Queries * k, nameof(ids));
        ScanShape.Require(distances.Length, (long)shape.Queries * k, nameof(distances));
        if (k == 0 || shape.Queries == 0)
            return;
        Enter();
        long[] offsets = new long[shape.Queries + 1];
        for (int query = 1; query < offsets.Length; query++)
            offsets[query] = offsets[query - 1] + k;
        CollectionScan.Nearest(context, stream, staging, hamming, shape, ScanBudget(), k).Run(queries, database, offsets, ids, distances);
    }

    /// <inheritdoc/>
    public void HammingCountWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts)
    {
        ScanShape shape = new(queries, database, bits);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ScanShape.Require(counts.Length, shape.Queries, nameof(counts));
        counts[..shape.Queries].Clear();
        if (shape.Queries == 0 || shape.Items == 0)
            return;
        Enter();
        CollectionScan.Within(context, stream, staging, hamming, shape, ScanBudget(), radius).Count(queries, database, counts);
    }

    /// <inheritdoc/>
    public void HammingCollectWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, ReadOnlySpan<long> offsets,
        Span<int> ids, Span<int> distances)
    {
        ScanShape shape = new(queries, database, bits);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ScanShape.Require(offsets.Length, shape.Queries + 1, nameof(offsets));
        ScanShape.Require(ids.Length, offsets[shape.Queries], nameof(ids));
        ScanShape.Require(distances.Length, offsets[shape.Queries], nameof(distances));
        if (shape.Queries == 0)
            return;
        Enter();
        CollectionScan.Within(context, stream, staging, hamming, shape, ScanBudget(), radius).Run(queries, database, offsets, ids, distances);
    }

    /// <summary>Bytes of shared memory for a block's counters, or 0 where they must stay in global memory.</summary>
    internal static int SharedBytes(int counters) => counters <= LargestSharedBytes / sizeof(int) ? counters * sizeof(int) : 0;

    /// <summary>How many of so many bytes each fit a budget: at least one, at most <paramref name="most"/>.</summary>
    internal static int Fit(long budget, long bytesEach, int most) => (int)Math.Clamp(budget / bytesEach, 1, Math.Max(1, most));

    /// <summary>Cuts a count into runs.</summary>
    internal static IEnumerable<(int First, int Count)> Chunks(int total, int atOnce)
    {
        for (int first = 0; first < total; first += atOnce)
            yield return (first, Math.Min(atOnce, total - first));
    }

    private long ScanBudget() => Math.Min(MostScanBytes, ScanBytes ?? (context.GetFreeDeviceMemorySize() / 2));

    private void UploadCodes(ReadOnlySpan<ulong> codes, int first, int count, ScanShape shape, CudaDeviceVariable<ulong> destination) =>
        staging.Upload(codes.Slice(first * shape.Words, count * shape.Words), destination.DevicePointer);
}
