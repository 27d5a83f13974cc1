// Host memory that copies can run from and to while the host goes on.
namespace Vdsh.Cuda.Driver;

/// <summary>A page-locked array.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed unsafe class CudaPageLockedHostMemory<T> : IDisposable where T : unmanaged
{
    private readonly PageLockedHandle handle;

    /// <summary>Allocates.</summary>
    /// <param name="context">Where.</param>
    /// <param name="size">Number of elements, at least 1.</param>
    public CudaPageLockedHostMemory(CudaContext context, long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        context.SetCurrent();
        Size = size;
        handle = new PageLockedHandle(context.Handle, checked((nuint)size * (nuint)sizeof(T)));
    }

    /// <summary>Number of elements.</summary>
    public long Size { get; }

    /// <summary>Address of the first element.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    public nint PinnedHostPointer => handle.Value;

    internal T* Pointer => (T*)PinnedHostPointer;

    /// <summary>Frees the memory.</summary>
    public void Dispose() => handle.Dispose();
}
