// One of the buffers between host and device that are used in turn.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>A page-locked buffer, its twin on the device, and the events that say when each may be written again.</summary>
internal sealed class StagingSlot : IDisposable
{
    /// <summary>No wait for the compute stream proves that the buffer was sent.</summary>
    public const long SentAside = -1;

    private readonly CudaContext context;
    private CudaPageLockedHostMemory<byte>? host;
    private CudaDeviceVariable<byte>? device;

    /// <summary>Creates the events; the buffers come with the first use.</summary>
    public StagingSlot(CudaContext context)
    {
        this.context = context;
        Filled = new CudaEvent(context);
        try
        {
            Taken = new CudaEvent(context);
        }
        catch
        {
            Filled.Dispose();
            throw;
        }
    }

    /// <summary>The copy to the device is done: the host buffer may be written.</summary>
    public CudaEvent Filled { get; }

    /// <summary>The device buffer was read: it may be written.</summary>
    public CudaEvent Taken { get; }

    /// <summary>Address of the host buffer.</summary>
    public nint Host => host!.PinnedHostPointer;

    /// <summary>Address of the device buffer.</summary>
    public nuint Device => device!.DevicePointer;

    /// <summary>The compute stream's count of synchronisations when the host buffer was sent, where that stream waits for it; otherwise <see cref="SentAside"/>.</summary>
    public long Sent { get; set; }

    /// <summary>Waits until the host buffer may be written and makes both buffers large enough.</summary>
    /// <param name="bytes">Room needed.</param>
    /// <param name="synchronizations">The compute stream's count now: where it has grown, there is nothing to wait for.</param>
    public void Reserve(long bytes, long synchronizations)
    {
        if (Sent == synchronizations || Sent == SentAside)
            Filled.Synchronize();
        if (host is not null && device is not null && host.Size >= bytes)
            return;
        Taken.Synchronize();
        Free();
        long size = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, 4096));
        host = new CudaPageLockedHostMemory<byte>(context, size);
        device = new CudaDeviceVariable<byte>(context, size);
    }

    /// <summary>Frees buffers and events.</summary>
    public void Dispose()
    {
        Free();
        Filled.Dispose();
        Taken.Dispose();
    }

    private void Free()
    {
        host?.Dispose();
        device?.Dispose();
        host = null;
        device = null;
    }
}
