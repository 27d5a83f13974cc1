// Owner of one reference to a device's primary context, which the whole process (and cuBLAS) shares.
using System.Runtime.InteropServices;

namespace Vdsh.Cuda.Driver;

/// <summary>A retained primary context.</summary>
internal sealed unsafe class PrimaryContextHandle : SafeHandle
{
    private readonly int device;

    /// <summary>Retains the primary context of a device.</summary>
    public PrimaryContextHandle(int device) : base(0, true)
    {
        this.device = device;
        nint context;
        DriverNative.cuDevicePrimaryCtxRetain(&context, device).ThrowIfFailed();
        SetHandle(context);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => DriverNative.cuDevicePrimaryCtxRelease_v2(device) == CUResult.Success;
}
