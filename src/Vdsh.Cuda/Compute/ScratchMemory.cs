// Work space on the device that grows to what was needed once, so that a training step allocates nothing.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>One growing block of floats; its content is undefined.</summary>
internal sealed class ScratchMemory(CudaContext context, CudaStream stream) : IDisposable
{
    private CudaDeviceVariable<float>? memory;

    /// <summary>At least so many floats; valid until the next call that asks for more.</summary>
    public nuint Reserve(long floats)
    {
        if (memory is null || memory.Size < floats)
        {
            stream.Drain();
            memory?.Dispose();
            memory = null;
            memory = new CudaDeviceVariable<float>(context, Math.Max(1, floats));
        }
        return memory.DevicePointer;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => memory?.Dispose();
}
