// Owner of one block of device memory.
namespace Vdsh.Cuda.Driver;

/// <summary>Device memory.</summary>
internal sealed unsafe class DeviceMemoryHandle : ContextBoundHandle
{
    /// <summary>Creates it in the current context.</summary>
    public DeviceMemoryHandle(PrimaryContextHandle context, nuint bytes) : base(context)
    {
        nuint created = 0;
        CUResult result = DriverNative.cuMemAlloc_v2(&created, bytes);
        SetHandle((nint)created);
        if (result == CUResult.Success)
            return;
        Dispose();
        nuint free = 0, total = 0;
        string room = DriverNative.cuMemGetInfo_v2(&free, &total) == CUResult.Success
            ? $"{MemoryText.Of(bytes)} were needed, {MemoryText.Of(free)} of {MemoryText.Of(total)} are free; smaller --batch, --width or --layers need less."
            : $"{MemoryText.Of(bytes)} were needed.";
        result.ThrowIfFailed(result == CUResult.ErrorOutOfMemory ? room : null, "cuMemAlloc_v2");
    }

    protected override CUResult Release(nint resource) => DriverNative.cuMemFree_v2((nuint)resource);
}
