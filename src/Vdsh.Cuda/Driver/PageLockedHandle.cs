// Owner of one block of page-locked host memory.
namespace Vdsh.Cuda.Driver;

/// <summary>Host memory that the device can copy from and to while the host goes on.</summary>
internal sealed unsafe class PageLockedHandle : ContextBoundHandle
{
    /// <summary>Creates it in the current context.</summary>
    public PageLockedHandle(PrimaryContextHandle context, nuint bytes) : base(context)
    {
        nint created = 0;
        CUResult result = DriverNative.cuMemHostAlloc(&created, bytes, 0);
        SetHandle(created);
        if (result != CUResult.Success)
            Dispose();
        result.ThrowIfFailed($"{MemoryText.Of(bytes)} of page-locked host memory were needed.", "cuMemHostAlloc");
    }

    protected override CUResult Release(nint resource) => DriverNative.cuMemFreeHost(resource);
}
