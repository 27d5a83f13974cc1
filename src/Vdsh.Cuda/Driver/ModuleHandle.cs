// Owner of one loaded module; loading compiles the PTX, so its failure carries the compiler's log.
using System.Text;

namespace Vdsh.Cuda.Driver;

/// <summary>A CUmodule.</summary>
internal sealed unsafe class ModuleHandle : ContextBoundHandle
{
    private const int LogBytes = 8192;

    /// <summary>Compiles and loads PTX in the current context.</summary>
    /// <param name="context">The current context.</param>
    /// <param name="image">PTX text, ending in a zero byte.</param>
    /// <param name="name">What the module is called in messages.</param>
    /// <exception cref="CudaException">The driver refuses the PTX; its log is in the message.</exception>
    public ModuleHandle(PrimaryContextHandle context, ReadOnlySpan<byte> image, string name) : base(context)
    {
        byte[] log = new byte[LogBytes];
        nint created = 0;
        CUResult result;
        fixed (byte* text = image, logText = log)
        {
            JitOption* options = stackalloc JitOption[] { JitOption.ErrorLogBuffer, JitOption.ErrorLogBufferSizeBytes };
            nint* values = stackalloc nint[] { (nint)logText, LogBytes };
            result = DriverNative.cuModuleLoadDataEx(&created, text, 2, options, values);

            // A driver that knows no such options refuses the call, not the text.
            if (result == CUResult.ErrorInvalidValue)
                result = DriverNative.cuModuleLoadDataEx(&created, text, 0, null, null);
        }
        SetHandle(created);
        if (result == CUResult.Success)
            return;
        Dispose();
        int length = log.AsSpan().IndexOf((byte)0);
        string detail = length > 0 ? $"Its log says: {Encoding.UTF8.GetString(log, 0, length).Trim()}" : "It left no log.";
        result.ThrowIfFailed(detail, $"cuModuleLoadDataEx of {name}");
    }

    protected override CUResult Release(nint resource) => DriverNative.cuModuleUnload(resource);
}
