// Owner of one stream.
namespace Vdsh.Cuda.Driver;

/// <summary>A CUstream.</summary>
internal sealed unsafe class StreamHandle : ContextBoundHandle
{
    /// <summary>Creates it in the current context.</summary>
    public StreamHandle(PrimaryContextHandle context) : base(context)
    {
        nint created = 0;
        CUResult result = DriverNative.cuStreamCreate(&created, CudaStream.NonBlocking);
        SetHandle(created);
        if (result != CUResult.Success)
            Dispose();
        result.ThrowIfFailed(call: "cuStreamCreate");
    }

    protected override CUResult Release(nint resource) => DriverNative.cuStreamDestroy_v2(resource);
}
