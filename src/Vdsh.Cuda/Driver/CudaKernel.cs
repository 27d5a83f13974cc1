// One entry of a module, launched from a table of pointers to its arguments: nothing is boxed, pinned or allocated.
using System.Text;

namespace Vdsh.Cuda.Driver;

/// <summary>A kernel function.</summary>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed unsafe class CudaKernel
{
    private readonly CudaModule module;
    private readonly nint function;

    /// <summary>Finds an entry of a module.</summary>
    /// <exception cref="CudaException">The module has no such entry.</exception>
    public CudaKernel(string kernelName, CudaModule module)
    {
        KernelName = kernelName;
        this.module = module;
        byte[] name = Encoding.UTF8.GetBytes(kernelName + '\0');
        nint found;
        fixed (byte* text = name)
            DriverNative.cuModuleGetFunction(&found, module.Handle.Value, text).ThrowIfFailed(call: $"cuModuleGetFunction of {kernelName} in {module.Name}");
        function = found;
    }

    /// <summary>Name of the entry.</summary>
    public string KernelName { get; }

    /// <summary>Queues one launch.</summary>
    /// <param name="grid">Blocks in x and y.</param>
    /// <param name="block">Threads of a block in x and y.</param>
    /// <param name="dynamicSharedMemory">Bytes of dynamic shared memory of a block.</param>
    /// <param name="stream">Where to queue it.</param>
    /// <param name="arguments">A pointer to each argument, in order; read before this returns.</param>
    /// <exception cref="CudaException">The launch was refused, or earlier work of the context failed.</exception>
    public void RunAsync((uint X, uint Y) grid, (uint X, uint Y) block, int dynamicSharedMemory, CudaStream stream, void** arguments)
    {
        _ = module.Handle.Value;
        CUResult result = DriverNative.cuLaunchKernel(
            function, grid.X, grid.Y, 1, block.X, block.Y, 1, (uint)dynamicSharedMemory, stream.Stream, arguments, null);
        if (result != CUResult.Success)
            result.ThrowIfFailed(call: $"cuLaunchKernel of {KernelName}, grid {grid.X} x {grid.Y}, block {block.X} x {block.Y},");
    }
}
