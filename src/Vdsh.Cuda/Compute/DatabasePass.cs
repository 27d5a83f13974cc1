// One pass over a database of any size, wherever it lies: held on the device, small enough to go there whole, or streamed.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>The chunks of a database in rising order of rows. Disposing waits for everything queued, so that it comes before freeing other memory of the scan.</summary>
internal ref struct DatabasePass : IDisposable
{
    private readonly ScanDevice device;
    private readonly ReadOnlySpan<ulong> host;
    private readonly int words;
    private readonly (int First, int Count)[] chunks;
    private readonly CudaDeviceVariable<ulong>? copy;
    private readonly CodeStream? stream;
    private readonly nuint whole;
    private int current = -1;
    private int fetched = -1;

    /// <param name="device">Where.</param>
    /// <param name="shape">The scan.</param>
    /// <param name="database">The codes.</param>
    /// <param name="budget">Device memory for the codes, where they are not there yet.</param>
    /// <param name="itemsAtOnce">The longest chunk that the caller can take.</param>
    public DatabasePass(ScanDevice device, ScanShape shape, ScannedCodes database, long budget, int itemsAtOnce)
    {
        this.device = device;
        host = database.Host;
        words = shape.Words;
        long bytes = (long)database.Words * sizeof(ulong);
        bool isStreamed = database.Held is null && bytes > budget;
        if (isStreamed)
            itemsAtOnce = Math.Min(itemsAtOnce, CudaBackend.Fit(budget / 2, words * sizeof(ulong), shape.Items));
        chunks = [.. CudaBackend.Chunks(shape.Items, itemsAtOnce)];
        if (isStreamed)
        {
            stream = new CodeStream(device, (long)itemsAtOnce * words);
        }
        else if (database.Held is { } held)
        {
            whole = held.Address;
        }
        else
        {
            copy = new CudaDeviceVariable<ulong>(device.Context, database.Words);
            whole = copy.DevicePointer;
            try
            {
                device.Staging.Upload(host, whole);
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    /// <summary>First row of the chunk.</summary>
    public readonly int First => chunks[current].First;

    /// <summary>Rows of the chunk.</summary>
    public readonly int Count => chunks[current].Count;

    /// <summary>Address of the chunk's codes, for work queued from now on.</summary>
    public nuint Address { get; private set; }

    /// <summary>Goes on to the next chunk.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (current >= 0)
            stream?.Leave(current);
        if (++current == chunks.Length)
            return false;
        FetchUpTo(current);
        Address = stream?.Enter(current) ?? whole + ((nuint)First * (nuint)words * sizeof(ulong));
        return true;
    }

    /// <summary>Lets the next chunk travel from now on, beside the work that was queued for this one.</summary>
    public void FetchNext() => FetchUpTo(Math.Min(current + 1, chunks.Length - 1));

    /// <summary>Waits for everything queued and frees what holds the codes.</summary>
    public readonly void Dispose()
    {
        device.Staging.Drain();
        stream?.Dispose();
        copy?.Dispose();
    }

    private void FetchUpTo(int chunk)
    {
        if (stream is null || fetched >= chunk)
            return;
        fetched = chunk;
        stream.Fetch(chunk, host.Slice(chunks[chunk].First * words, chunks[chunk].Count * words));
    }
}
