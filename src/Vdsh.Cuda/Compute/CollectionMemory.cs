// All device memory of one search but the database, with one owner, so that a failure in the middle frees everything.
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda.Compute;

/// <summary>Query codes, counts, limits and results of a search.</summary>
internal sealed class CollectionMemory : IDisposable
{
    private readonly CudaContext context;
    private readonly List<IDisposable> owned = [];
    private CudaDeviceVariable<int>? ids;

    /// <summary>Allocates for so many queries at a time and slices of the database.</summary>
    public CollectionMemory(CudaContext context, ScanShape shape, int queries, int slices)
    {
        this.context = context;
        try
        {
            Queries = Allocate<ulong>((long)queries * shape.Words);
            Counts = Allocate<int>((long)queries * slices * shape.Bins);
            Totals = Allocate<int>((long)queries * shape.Bins);
            Starts = Allocate<int>((long)queries * shape.Bins);
            LimitDistance = Allocate<int>(queries);
            LimitCount = Allocate<int>(queries);
            RowOffsets = Allocate<long>(queries);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Query codes.</summary>
    public CudaDeviceVariable<ulong> Queries { get; }

    /// <summary>Queries x slices x (bits+1) counts.</summary>
    public CudaDeviceVariable<int> Counts { get; }

    /// <summary>Queries x (bits+1) counts of all slices.</summary>
    public CudaDeviceVariable<int> Totals { get; }

    /// <summary>Queries x (bits+1) places where the items of a distance begin.</summary>
    public CudaDeviceVariable<int> Starts { get; }

    /// <summary>Largest distance taken, per query.</summary>
    public CudaDeviceVariable<int> LimitDistance { get; }

    /// <summary>Items taken at that distance, per query.</summary>
    public CudaDeviceVariable<int> LimitCount { get; }

    /// <summary>Where the results of a query begin.</summary>
    public CudaDeviceVariable<long> RowOffsets { get; }

    /// <summary>Bytes per query besides its results.</summary>
    public static long BytesPerQuery(ScanShape shape, int slices) =>
        (shape.Words * sizeof(ulong)) + (2 * sizeof(int)) + sizeof(long) + ((slices + 2L) * shape.Bins * sizeof(int));

    /// <summary>Limits from the first arrays and from the counts of slices, those of queries <paramref name="first"/> on.</summary>
    public CollectionLimits Limits(ScanShape shape, int first, DatabaseSlices slices) => new(
        LimitDistance.DevicePointer, LimitCount.DevicePointer, Starts.DevicePointer,
        slices.Count == 1 ? 0 : Counts.DevicePointer + ((nuint)first * (nuint)slices.Count * (nuint)shape.Bins * sizeof(int)), RowOffsets.DevicePointer);

    /// <summary>Room for so many rows found; no work that uses the room of the call before may be queued.</summary>
    public nuint ReserveRows(long count)
    {
        if (ids is null || ids.Size < count)
        {
            ids?.Dispose();
            ids = null;
            ids = new CudaDeviceVariable<int>(context, count);
        }
        return ids.DevicePointer;
    }

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        ids?.Dispose();
        foreach (IDisposable memory in owned)
            memory.Dispose();
    }

    private CudaDeviceVariable<T> Allocate<T>(long count) where T : unmanaged
    {
        var memory = new CudaDeviceVariable<T>(context, count);
        owned.Add(memory);
        return memory;
    }
}
