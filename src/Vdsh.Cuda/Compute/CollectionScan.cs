// The nearest items, or all within a radius: first counted by distance, then written straight to their place, so that any k is exact.
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda.Compute;

/// <summary>
/// One search. Per query, the counts say up to which distance items are taken, and how many at that distance; chunks of the database are
/// searched in order, so ties go to the lower row.
/// </summary>
internal sealed class CollectionScan
{
    private readonly CudaContext context;
    private readonly CudaStream stream;
    private readonly TransferStaging staging;
    private readonly HammingKernels kernels;
    private readonly ScanShape shape;
    private readonly int limit;
    private readonly int radius;
    private readonly int itemsAtOnce;
    private readonly int queriesAtOnce;
    private readonly long resultsAtOnce;

    private CollectionScan(
        CudaContext context, CudaStream stream, TransferStaging staging, HammingKernels kernels, ScanShape shape, long budget, int limit, int radius)
    {
        this.context = context;
        this.stream = stream;
        this.staging = staging;
        this.kernels = kernels;
        this.shape = shape;
        this.limit = limit;
        this.radius = Math.Min(radius, shape.Bits);

        // A query may find every item of a chunk, two numbers each.
        long codeBytes = shape.Words * sizeof(ulong);
        itemsAtOnce = CudaBackend.Fit(budget / 4, codeBytes + (2 * sizeof(int)), shape.Items);
        queriesAtOnce = CudaBackend.Fit(budget / 4, codeBytes + (2 * sizeof(int)) + sizeof(long) + (2L * shape.Bins * sizeof(int)), shape.Queries);
        resultsAtOnce = Math.Max(itemsAtOnce, budget / 4 / (2 * sizeof(int)));
    }

    /// <summary>The k nearest of each query.</summary>
    public static CollectionScan Nearest(
        CudaContext context, CudaStream stream, TransferStaging staging, HammingKernels kernels, ScanShape shape, long budget, int k) =>
        new(context, stream, staging, kernels, shape, budget, k, shape.Bits);

    /// <summary>All within a radius.</summary>
    public static CollectionScan Within(
        CudaContext context, CudaStream stream, TransferStaging staging, HammingKernels kernels, ScanShape shape, long budget, int radius) =>
        new(context, stream, staging, kernels, shape, budget, int.MaxValue, radius);

    /// <summary>Counts the items within the radius.</summary>
    public void Count(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, Span<int> counts)
    {
        using var memory = new CollectionMemory(context, shape, queriesAtOnce, itemsAtOnce);
        int[] totals = new int[(long)queriesAtOnce * shape.Bins];
        foreach (var (firstQuery, queryCount) in CudaBackend.Chunks(shape.Queries, queriesAtOnce))
        {
            CountAll(queries.Slice(firstQuery * shape.Words, queryCount * shape.Words), database, memory, totals);
            for (int query = 0; query < queryCount; query++)
            {
                int within = 0;
                foreach (int count in totals.AsSpan(query * shape.Bins, radius + 1))
                    within += count;
                counts[firstQuery + query] = within;
            }
        }
    }

    /// <summary>Writes the items found, by distance, then by row.</summary>
    /// <param name="queries">Query codes.</param>
    /// <param name="database">Database codes.</param>
    /// <param name="offsets">Where the results of each query begin, and the end of the last.</param>
    /// <param name="ids">Receives rows.</param>
    /// <param name="distances">Receives distances.</param>
    /// <exception cref="ArgumentException">The offsets leave another number of places than items are found.</exception>
    public void Run(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, ReadOnlySpan<long> offsets, Span<int> ids, Span<int> distances)
    {
        using var memory = new CollectionMemory(context, shape, queriesAtOnce, itemsAtOnce);
        int[] totals = new int[(long)queriesAtOnce * shape.Bins];
        foreach (var (firstQuery, queryCount) in CudaBackend.Chunks(shape.Queries, queriesAtOnce))
        {
            ReadOnlySpan<ulong> codes = queries.Slice(firstQuery * shape.Words, queryCount * shape.Words);
            CountAll(codes, database, memory, totals);
            var plan = new CollectionPlan(shape, queryCount, totals, limit, radius);
            plan.RequireRoom(offsets.Slice(firstQuery, queryCount + 1), firstQuery);
            foreach (var (firstItem, itemCount) in CudaBackend.Chunks(shape.Items, itemsAtOnce))
            {
                // With a single chunk the counts and codes of the first pass are still in place.
                int[] found = totals;
                if (itemCount < shape.Items)
                {
                    found = new int[queryCount * shape.Bins];
                    staging.Upload(database.Slice(firstItem * shape.Words, itemCount * shape.Words), memory.Items.DevicePointer);
                    CountItems(queryCount, itemCount, memory);
                    staging.Download<int>(memory.Counts.DevicePointer, found);
                }
                plan.Take(found);
                Collect(plan, firstItem, itemCount, memory, offsets.Slice(firstQuery, queryCount + 1), ids, distances);
                plan.Finish();
            }
        }
    }

    // The queries stay on the device, and the items too where they are a single chunk.
    private void CountAll(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, CollectionMemory memory, int[] totals)
    {
        int queryCount = queries.Length / shape.Words;
        Array.Clear(totals);
        if (shape.Items == 0)
            return;
        staging.Upload(queries, memory.Queries.DevicePointer);
        memory.Counts.MemsetAsync(0, stream);
        foreach (var (firstItem, itemCount) in CudaBackend.Chunks(shape.Items, itemsAtOnce))
        {
            staging.Upload(database.Slice(firstItem * shape.Words, itemCount * shape.Words), memory.Items.DevicePointer);
            kernels.Count(Codes(memory, 0, queryCount, itemCount), shape.Bits, CudaBackend.SharedBytes(shape.Bins), memory.Counts.DevicePointer);
        }
        staging.Download(memory.Counts.DevicePointer, totals.AsSpan(0, queryCount * shape.Bins));
    }

    private void CountItems(int queryCount, int itemCount, CollectionMemory memory)
    {
        memory.Counts.MemsetAsync(0, stream);
        kernels.Count(Codes(memory, 0, queryCount, itemCount), shape.Bits, CudaBackend.SharedBytes(shape.Bins), memory.Counts.DevicePointer);
    }

    // The results of so many queries at a time as fit.
    private void Collect(
        CollectionPlan plan, int firstItem, int itemCount, CollectionMemory memory, ReadOnlySpan<long> offsets, Span<int> ids, Span<int> distances)
    {
        for (int first = 0; first < plan.Queries;)
        {
            int count = plan.Run(first, resultsAtOnce, out long results);
            if (results > 0)
            {
                memory.ReserveResults(results);
                staging.Upload(plan.LimitDistances.Slice(first, count), memory.LimitDistance.DevicePointer);
                staging.Upload(plan.LimitCounts.Slice(first, count), memory.LimitCount.DevicePointer);
                staging.Upload(plan.Starts.Slice(first * shape.Bins, count * shape.Bins), memory.Starts.DevicePointer);
                staging.Upload(plan.RowOffsets.Slice(first, count), memory.RowOffsets.DevicePointer);
                kernels.Collect(
                    Codes(memory, first, count, itemCount), memory.LimitDistance.DevicePointer, memory.LimitCount.DevicePointer, memory.Starts.DevicePointer,
                    shape.Bits, memory.RowOffsets.DevicePointer, memory.Ids.DevicePointer, memory.Distances.DevicePointer, shape.Bins * sizeof(int));
                int[] rows = new int[results];
                staging.Download<int>(memory.Ids.DevicePointer, rows);
                for (int query = first; query < first + count; query++)
                    plan.Place(query, rows, firstItem, (int)offsets[query], ids, distances);
            }
            first += count;
        }
    }

    private CodePair Codes(CollectionMemory memory, int firstQuery, int queryCount, int itemCount) => new(
        memory.Queries.DevicePointer + ((nuint)firstQuery * (nuint)shape.Words * sizeof(ulong)), queryCount, memory.Items.DevicePointer, itemCount, shape.Words);
}
