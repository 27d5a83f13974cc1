// A database larger than device memory passes through two buffers: one is filled while the other is scanned.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>Two buffers used in turn, and the events that say when each has arrived and when it was scanned.</summary>
internal sealed class CodeStream : IDisposable
{
    private const int Buffers = 2;

    private readonly ScanDevice device;
    private readonly List<CudaDeviceVariable<ulong>> buffers = [];
    private readonly List<CudaEvent> arrived = [];
    private readonly List<CudaEvent> scanned = [];

    /// <param name="device">Where.</param>
    /// <param name="words">Words of the largest chunk.</param>
    public CodeStream(ScanDevice device, long words)
    {
        this.device = device;
        try
        {
            while (buffers.Count < Buffers)
            {
                arrived.Add(new CudaEvent(device.Context));
                scanned.Add(new CudaEvent(device.Context));
                buffers.Add(new CudaDeviceVariable<ulong>(device.Context, words));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Sends a chunk on its way, beside what is being scanned; the chunk two before it must have been left.</summary>
    public void Fetch(int chunk, ReadOnlySpan<ulong> codes) =>
        device.Staging.Prefetch(codes, buffers[chunk % Buffers].DevicePointer, scanned[chunk % Buffers], arrived[chunk % Buffers]);

    /// <summary>Lets the scans queued from now on wait for a chunk that was fetched.</summary>
    /// <returns>Its address.</returns>
    public nuint Enter(int chunk)
    {
        device.Stream.WaitEvent(arrived[chunk % Buffers]);
        return buffers[chunk % Buffers].DevicePointer;
    }

    /// <summary>Ends the scans of a chunk.</summary>
    public void Leave(int chunk) => scanned[chunk % Buffers].Record(device.Stream);

    /// <summary>Frees everything; all work must be done.</summary>
    public void Dispose()
    {
        foreach (IDisposable resource in buffers.Concat<IDisposable>(arrived).Concat(scanned))
            resource.Dispose();
    }
}
