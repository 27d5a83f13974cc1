// Sums that stay on the device until the host wants them, with the page-locked memory they come home to.
using Vdsh.Compute;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>The sums of a CUDA backend.</summary>
internal sealed unsafe class CudaSums : DeviceSums
{
    private readonly CudaStream stream;
    private readonly CudaDeviceVariable<double> memory;
    private readonly CudaPageLockedHostMemory<double> host;

    /// <param name="owner">The backend that fills them.</param>
    /// <param name="context">Where.</param>
    /// <param name="stream">The stream that fills them.</param>
    /// <param name="count">Number of sums, at least 1.</param>
    public CudaSums(CudaBackend owner, CudaContext context, CudaStream stream, int count) : base(count)
    {
        Home = owner;
        this.stream = stream;
        memory = new CudaDeviceVariable<double>(context, count);
        try
        {
            host = new CudaPageLockedHostMemory<double>(context, count);
            memory.MemsetAsync(0, stream);
        }
        catch
        {
            host?.Dispose();
            memory.Dispose();
            throw;
        }
    }

    /// <summary>The backend that fills them.</summary>
    public CudaBackend Home { get; }

    /// <summary>Address of a sum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sum.</exception>
    /// <exception cref="ObjectDisposedException">They were disposed.</exception>
    public nuint Address(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return memory.DevicePointer + ((nuint)index * sizeof(double));
    }

    /// <summary>Queues their way home.</summary>
    public void Fetch() => memory.AsyncCopyToHost(host, Count, stream);

    /// <summary>What came home with the last <see cref="Fetch"/>, once the stream was waited for.</summary>
    public ReadOnlySpan<double> Fetched => new(host.Pointer, Count);

    protected override void Dispose(bool disposing)
    {
        using Turns.Turn turn = Home.TakeToFree();
        host.Dispose();
        memory.Dispose();
    }
}
