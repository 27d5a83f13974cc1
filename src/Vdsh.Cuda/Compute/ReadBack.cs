// The few numbers that the host must know during training come back through one small page-locked buffer.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>Partial sums and results of reductions on the device, and the way back of one value.</summary>
internal sealed unsafe class ReadBack : IDisposable
{
    private const int Values = 4;

    private readonly CudaStream stream;
    private readonly CudaDeviceVariable<double> memory;
    private readonly CudaPageLockedHostMemory<double> host;

    /// <param name="context">Where.</param>
    /// <param name="stream">The stream whose results are read.</param>
    /// <param name="partialSums">Room for partial sums.</param>
    public ReadBack(CudaContext context, CudaStream stream, int partialSums)
    {
        this.stream = stream;
        memory = new CudaDeviceVariable<double>(context, Values + partialSums);
        try
        {
            host = new CudaPageLockedHostMemory<double>(context, 1);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Address of the partial sums.</summary>
    public nuint Partial => memory.DevicePointer + (Values * sizeof(double));

    /// <summary>Address of one of four results of eight bytes.</summary>
    public nuint Result(int index) => memory.DevicePointer + ((nuint)index * sizeof(double));

    /// <summary>Queues setting a result to zero.</summary>
    public void Clear(int index) => DriverNative.cuMemsetD8Async(Result(index), 0, sizeof(double), stream.Stream).ThrowIfFailed();

    /// <summary>Waits for a result.</summary>
    public T Read<T>(int index) where T : unmanaged
    {
        DriverNative.cuMemcpyDtoHAsync_v2(host.Pointer, Result(index), (nuint)sizeof(T), stream.Stream).ThrowIfFailed();
        stream.Synchronize();
        return *(T*)host.Pointer;
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        host.Dispose();
        memory.Dispose();
    }
}
