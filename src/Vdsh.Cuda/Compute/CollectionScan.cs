// The nearest items, or all within a radius: first counted by distance, then written straight to their place, so that any k is exact.
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda.Compute;

/// <summary>
/// One search. In each chunk of the database the counts say, per query, up to which distance items are taken and how many at that distance; the
/// results of the chunks are merged in order, so ties go to the lower row. The codes pass by once.
/// </summary>
internal sealed class CollectionScan
{
    private readonly ScanDevice device;
    private readonly ScanShape shape;
    private readonly long budget;
    private readonly int limit;
    private readonly int radius;
    private readonly int queriesAtOnce;
    private readonly int mostSlices;
    private readonly int resultsAtOnce;

    private CollectionScan(ScanDevice device, ScanShape shape, long budget, int limit, int radius)
    {
        this.device = device;
        this.shape = shape;
        this.budget = budget;
        this.limit = limit;
        this.radius = radius;

        // Half for the database, a quarter for the queries and what is counted of them, a quarter for results.
        queriesAtOnce = CudaBackend.Fit(budget / 4, CollectionMemory.BytesPerQuery(shape, 1), shape.Queries);
        long more = (budget / 4 / queriesAtOnce) - CollectionMemory.BytesPerQuery(shape, 0);
        mostSlices = CudaBackend.Fit(more, shape.Bins * sizeof(int), int.MaxValue);
        resultsAtOnce = CudaBackend.Fit(budget / 4, sizeof(int), int.MaxValue);
    }

    /// <summary>The k nearest of each query.</summary>
    public static CollectionScan Nearest(ScanDevice device, ScanShape shape, long budget, int k) => new(device, shape, budget, k, shape.Bits);

    /// <summary>All within a radius.</summary>
    public static CollectionScan Within(ScanDevice device, ScanShape shape, long budget, int radius) =>
        new(device, shape, budget, int.MaxValue, Math.Min(radius, shape.Bits));

    /// <summary>Writes the items found, by distance, then by row; there are queries.</summary>
    /// <param name="queries">Query codes.</param>
    /// <param name="database">Database codes.</param>
    /// <param name="offsets">Where the results of each query begin, and the end of the last.</param>
    /// <param name="ids">Receives rows.</param>
    /// <param name="distances">Receives distances.</param>
    /// <exception cref="ArgumentException">The offsets leave another number of places than items are found.</exception>
    public void Run(ReadOnlySpan<ulong> queries, ScannedCodes database, ReadOnlySpan<long> offsets, Span<int> ids, Span<int> distances)
    {
        if (shape.Items == 0)
        {
            RequireFull(offsets, new int[shape.Queries]);
            return;
        }

        // A query may find every item of a chunk.
        int itemsAtOnce = Math.Min(resultsAtOnce, shape.Items);
        using CollectionMemory memory = new(device.Context, shape, queriesAtOnce, DatabaseSlices.Of(queriesAtOnce, itemsAtOnce, mostSlices).Count);
        int[] totals = new int[(long)queriesAtOnce * shape.Bins], filled = new int[shape.Queries];
        using DatabasePass pass = new(device, shape, database, budget / 2, itemsAtOnce);
        while (pass.MoveNext())
        {
            DatabaseSlices slices = DatabaseSlices.Of(queriesAtOnce, pass.Count, mostSlices);
            foreach (var (first, count) in CudaBackend.Chunks(shape.Queries, queriesAtOnce))
            {
                var codes = new CodePair(memory.Queries.DevicePointer, count, pass.Address, pass.Count, shape.Words);
                device.Staging.Upload(queries.Slice(first * shape.Words, count * shape.Words), codes.Queries);
                nuint counted = Count(codes, slices, memory);
                pass.FetchNext();
                device.Staging.Download(counted, totals.AsSpan(0, count * shape.Bins));
                var plan = new CollectionPlan(shape.Bins, count, totals, limit, radius);
                Collect(plan, codes, slices, memory, pass.First, offsets.Slice(first, count + 1), ids, distances, filled.AsSpan(first, count));
            }
        }
        RequireFull(offsets, filled);
    }

    // Queues the counting; the address is that of the counts of whole chunks, queries x (bits+1).
    private nuint Count(CodePair codes, DatabaseSlices slices, CollectionMemory memory)
    {
        memory.Counts.MemsetAsync(0, device.Stream);
        device.Kernels.Count(codes, shape.Bits, slices, apart: true, CudaBackend.SharedBytes(shape.Bins), memory.Counts.DevicePointer);
        if (slices.Count == 1)
            return memory.Counts.DevicePointer;
        device.Kernels.SlicesBefore(codes.QueryCount, slices, shape.Bins, memory.Counts.DevicePointer, memory.Totals.DevicePointer);
        return memory.Totals.DevicePointer;
    }

    // The results of so many queries at a time as fit.
    private void Collect(CollectionPlan plan, CodePair codes, DatabaseSlices slices, CollectionMemory memory, int firstItem, ReadOnlySpan<long> offsets,
        Span<int> ids, Span<int> distances, Span<int> filled)
    {
        for (int first = 0, count; first < plan.Queries; first += count)
        {
            count = plan.Run(first, resultsAtOnce, out long results);
            if (results == 0)
                continue;
            nuint found = memory.ReserveRows(results);
            device.Staging.Upload(plan.LimitDistances.Slice(first, count), memory.LimitDistance.DevicePointer);
            device.Staging.Upload(plan.LimitCounts.Slice(first, count), memory.LimitCount.DevicePointer);
            device.Staging.Upload(plan.Starts.Slice(first * shape.Bins, count * shape.Bins), memory.Starts.DevicePointer);
            device.Staging.Upload(plan.RowOffsets.Slice(first, count), memory.RowOffsets.DevicePointer);
            CodePair own = codes with { Queries = codes.Queries + ((nuint)first * (nuint)shape.Words * sizeof(ulong)), QueryCount = count };
            device.Kernels.Collect(own, shape.Bits, memory.Limits(shape, first, slices), slices, shape.Bins * sizeof(int), found);
            int[] rows = new int[results];
            device.Staging.Download<int>(found, rows);
            for (int query = first; query < first + count; query++)
                filled[query] = Merge(plan, query, rows, firstItem, offsets, ids, distances, filled[query]);
        }
    }

    // Within a radius all that was found is counted, so that offsets which leave too little room are noticed.
    private int Merge(CollectionPlan plan, int query, ReadOnlySpan<int> results, int firstItem, ReadOnlySpan<long> offsets, Span<int> ids, Span<int> distances, int filled)
    {
        ReadOnlySpan<int> rows = plan.RowsOf(query, results);
        int[] found = new int[rows.Length];
        plan.WriteDistances(query, found);
        Range room = (int)offsets[query]..(int)offsets[query + 1];
        int merged = ResultRows.Merge(ids[room], distances[room], Math.Min(filled, ids[room].Length), rows, found, firstItem);
        return limit == int.MaxValue ? filled + rows.Length : merged;
    }

    private static void RequireFull(ReadOnlySpan<long> offsets, ReadOnlySpan<int> filled)
    {
        for (int query = 0; query < filled.Length; query++)
        {
            long room = offsets[query + 1] - offsets[query];
            if (room != filled[query])
            {
                throw new ArgumentException(
                    $"Query {query} has {filled[query]} codes within the radius, but its offsets leave room for {room}.", nameof(offsets));
            }
        }
    }
}
