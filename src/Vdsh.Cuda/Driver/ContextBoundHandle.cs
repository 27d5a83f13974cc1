// Device resources are freed in their own context and keep it alive until then, whichever thread lets go of them.
using System.Runtime.InteropServices;

namespace Vdsh.Cuda.Driver;

/// <summary>A resource of a context. Releasing makes the context current for the call and restores the caller's.</summary>
internal abstract unsafe class ContextBoundHandle : SafeHandle
{
    private readonly PrimaryContextHandle context;
    private readonly bool holdsContext;

    /// <param name="context">Counted: it is released after the last of its resources.</param>
    protected ContextBoundHandle(PrimaryContextHandle context) : base(0, true)
    {
        this.context = context;
        context.DangerousAddRef(ref holdsContext);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The raw handle.</summary>
    /// <exception cref="ObjectDisposedException">It was released.</exception>
    public nint Value => IsClosed ? throw new ObjectDisposedException(GetType().Name) : handle;

    protected sealed override bool ReleaseHandle()
    {
        nint previous;
        bool released = DriverNative.cuCtxPushCurrent_v2(context.DangerousGetHandle()) == CUResult.Success;
        if (released)
        {
            released = Release(handle) == CUResult.Success;
            DriverNative.cuCtxPopCurrent_v2(&previous);
        }
        Unhold();
        return released;
    }

    /// <summary>Frees the resource; the context is current.</summary>
    protected abstract CUResult Release(nint resource);

    // An invalid handle (a failed creation) never reaches ReleaseHandle, but it holds the context too.
    protected override void Dispose(bool disposing)
    {
        bool releases = !IsClosed && !IsInvalid;
        bool first = !IsClosed;
        base.Dispose(disposing);
        if (first && !releases)
            Unhold();
    }

    private void Unhold()
    {
        if (holdsContext)
            context.DangerousRelease();
    }
}
