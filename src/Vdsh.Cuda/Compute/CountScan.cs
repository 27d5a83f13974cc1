// How many items lie at each distance, or within a radius: what a search needs to know before it collects, and all that some callers want.
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda.Compute;

/// <summary>Counts of one batch of queries; the counts of chunks of the database add up.</summary>
internal sealed class CountScan(ScanDevice device, ScanShape shape, long budget)
{
    /// <summary>Adds to counts, queries x (bits+1), the items at each distance; nothing is empty.</summary>
    public void AtEach(ReadOnlySpan<ulong> queries, ScannedCodes database, Span<int> counts) => Run(queries, database, counts, null);

    /// <summary>Adds to counts, one per query, the items within a radius; nothing is empty.</summary>
    public void Within(ReadOnlySpan<ulong> queries, ScannedCodes database, int radius, Span<int> counts) =>
        Run(queries, database, counts, Math.Min(radius, shape.Bits));

    private void Run(ReadOnlySpan<ulong> queries, ScannedCodes database, Span<int> counts, int? radius)
    {
        int queriesAtOnce = CudaBackend.Fit(budget / 4, (shape.Words * sizeof(ulong)) + (shape.Bins * (long)sizeof(int)), shape.Queries);
        using CudaDeviceVariable<ulong> codes = new(device.Context, (long)queriesAtOnce * shape.Words);
        using CudaDeviceVariable<int> result = new(device.Context, (long)queriesAtOnce * shape.Bins);
        int[] found = new int[(long)queriesAtOnce * shape.Bins];
        using DatabasePass pass = new(device, shape, database, budget / 2, shape.Items);
        while (pass.MoveNext())
        {
            foreach (var (first, count) in CudaBackend.Chunks(shape.Queries, queriesAtOnce))
            {
                Span<int> here = found.AsSpan(0, count * shape.Bins);
                device.Staging.Upload(queries.Slice(first * shape.Words, count * shape.Words), codes.DevicePointer);
                result.MemsetAsync(0, device.Stream);
                device.Kernels.Count(
                    new CodePair(codes.DevicePointer, count, pass.Address, pass.Count, shape.Words), shape.Bits, DatabaseSlices.Of(count, pass.Count), apart: false,
                    CudaBackend.SharedBytes(shape.Bins), result.DevicePointer);
                pass.FetchNext();
                device.Staging.Download(result.DevicePointer, here);
                for (int query = 0; query < count; query++)
                {
                    Span<int> own = here.Slice(query * shape.Bins, shape.Bins);
                    if (radius is int within)
                        counts[first + query] += Sum(own[..(within + 1)]);
                    else
                        Add(own, counts.Slice((first + query) * shape.Bins, shape.Bins));
                }
            }
        }
    }

    /// <summary>Adds counts to others.</summary>
    public static void Add(ReadOnlySpan<int> counts, Span<int> target)
    {
        for (int i = 0; i < counts.Length; i++)
            target[i] += counts[i];
    }

    private static int Sum(ReadOnlySpan<int> counts)
    {
        int sum = 0;
        foreach (int count in counts)
            sum += count;
        return sum;
    }
}
