// Typed device memory with one owner.
namespace Vdsh.Cuda.Driver;

/// <summary>An array in device memory. Its content after creation is undefined.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed unsafe class CudaDeviceVariable<T> : IDisposable where T : unmanaged
{
    private readonly DeviceMemoryHandle handle;

    /// <summary>Allocates.</summary>
    /// <param name="context">Where.</param>
    /// <param name="size">Number of elements, at least 1.</param>
    /// <exception cref="CudaException">It does not fit; the message says what was needed and what is free.</exception>
    public CudaDeviceVariable(CudaContext context, long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        context.SetCurrent();
        Size = size;
        handle = new DeviceMemoryHandle(context.Handle, checked((nuint)size * (nuint)sizeof(T)));
    }

    /// <summary>Number of elements.</summary>
    public long Size { get; }

    /// <summary>Number of bytes.</summary>
    public long SizeInBytes => Size * sizeof(T);

    /// <summary>Address of the first element.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    public nuint DevicePointer => (nuint)handle.Value;

    /// <summary>Queues setting all bytes.</summary>
    public void MemsetAsync(byte value, CudaStream stream) =>
        DriverNative.cuMemsetD8Async(DevicePointer, value, (nuint)SizeInBytes, stream.Stream).ThrowIfFailed();

    /// <summary>Queues a copy of the first elements to page-locked memory, which must not be read before the stream was waited for.</summary>
    public void AsyncCopyToHost(CudaPageLockedHostMemory<T> destination, long count, CudaStream stream) =>
        DriverNative.cuMemcpyDtoHAsync_v2(destination.Pointer, DevicePointer, (nuint)(count * sizeof(T)), stream.Stream).ThrowIfFailed();

    /// <summary>Frees the memory.</summary>
    public void Dispose() => handle.Dispose();
}
