// Owner of one event.
namespace Vdsh.Cuda.Driver;

/// <summary>A CUevent.</summary>
internal sealed unsafe class EventHandle : ContextBoundHandle
{
    /// <summary>Creates it in the current context.</summary>
    public EventHandle(PrimaryContextHandle context, uint flags) : base(context)
    {
        nint created = 0;
        CUResult result = DriverNative.cuEventCreate(&created, flags);
        SetHandle(created);
        if (result != CUResult.Success)
            Dispose();
        result.ThrowIfFailed(call: "cuEventCreate");
    }

    protected override CUResult Release(nint resource) => DriverNative.cuEventDestroy_v2(resource);
}
