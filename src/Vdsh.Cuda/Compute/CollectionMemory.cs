// All device memory of one search, with one owner, so that a failure in the middle frees everything.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>Codes, counts, limits and results of a search.</summary>
internal sealed class CollectionMemory : IDisposable
{
    private readonly CudaContext context;
    private readonly List<IDisposable> owned = [];
    private CudaDeviceVariable<int>? ids;
    private CudaDeviceVariable<int>? distances;

    /// <summary>Allocates for so many queries and items at a time.</summary>
    public CollectionMemory(CudaContext context, ScanShape shape, int queries, int items)
    {
        this.context = context;
        try
        {
            Queries = Allocate<ulong>((long)queries * shape.Words);
            Items = Allocate<ulong>((long)items * shape.Words);
            Counts = Allocate<int>((long)queries * shape.Bins);
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

    /// <summary>Database codes.</summary>
    public CudaDeviceVariable<ulong> Items { get; }

    /// <summary>Queries x (bits+1) counts.</summary>
    public CudaDeviceVariable<int> Counts { get; }

    /// <summary>Queries x (bits+1) places where the items of a distance begin.</summary>
    public CudaDeviceVariable<int> Starts { get; }

    /// <summary>Largest distance taken, per query.</summary>
    public CudaDeviceVariable<int> LimitDistance { get; }

    /// <summary>Items taken at that distance, per query.</summary>
    public CudaDeviceVariable<int> LimitCount { get; }

    /// <summary>Where the results of a query begin.</summary>
    public CudaDeviceVariable<long> RowOffsets { get; }

    /// <summary>Rows found.</summary>
    public CudaDeviceVariable<int> Ids => ids!;

    /// <summary>Their distances.</summary>
    public CudaDeviceVariable<int> Distances => distances!;

    /// <summary>Makes room for results; no work that uses the old room may be queued.</summary>
    public void ReserveResults(long count)
    {
        if (ids is not null && distances is not null && ids.Size >= count)
            return;
        FreeResults();
        ids = new CudaDeviceVariable<int>(context, count);
        distances = new CudaDeviceVariable<int>(context, count);
    }

    /// <summary>Frees everything.</summary>
    public void Dispose()
    {
        FreeResults();
        foreach (IDisposable memory in owned)
            memory.Dispose();
        owned.Clear();
    }

    private void FreeResults()
    {
        ids?.Dispose();
        distances?.Dispose();
        ids = null;
        distances = null;
    }

    private CudaDeviceVariable<T> Allocate<T>(long count) where T : unmanaged
    {
        var memory = new CudaDeviceVariable<T>(context, Math.Max(1, count));
        owned.Add(memory);
        return memory;
    }
}
