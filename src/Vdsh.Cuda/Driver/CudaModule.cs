// Compiled PTX on the device.
namespace Vdsh.Cuda.Driver;

/// <summary>A loaded module.</summary>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed class CudaModule : IDisposable
{
    internal CudaModule(PrimaryContextHandle context, ReadOnlySpan<byte> ptx, string name)
    {
        Name = name;
        byte[]? terminated = null;
        if (ptx.IsEmpty || ptx[^1] != 0)
        {
            terminated = new byte[ptx.Length + 1];
            ptx.CopyTo(terminated);
        }
        Handle = new ModuleHandle(context, terminated ?? ptx, name);
    }

    /// <summary>What the module is called in messages.</summary>
    public string Name { get; }

    internal ModuleHandle Handle { get; }

    /// <summary>Unloads the module.</summary>
    public void Dispose() => Handle.Dispose();
}
