// A kernel that cannot be launched with the wrong number or sizes of arguments.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Kernels;

/// <summary>An entry checked against its PTX, launched in one stream.</summary>
internal sealed unsafe class Kernel(CudaKernel entry, KernelSignature signature, CudaStream stream)
{
    /// <summary>Queues a launch. Nothing is allocated.</summary>
    /// <param name="geometry">Grid, block and shared memory; none of it empty.</param>
    /// <param name="arguments">In the order of the entry's parameters.</param>
    public void Launch(in LaunchGeometry geometry, ReadOnlySpan<Argument> arguments)
    {
        if (arguments.Length != signature.Parameters.Length)
            throw new InvalidOperationException($"Kernel {signature.Name} takes {signature.Parameters.Length} arguments, {arguments.Length} were given.");
        void** table = stackalloc void*[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Size != signature.SizeOf(i))
                throw new InvalidOperationException($"Argument {i} of kernel {signature.Name} has {arguments[i].Size} bytes, its parameter {signature.SizeOf(i)}.");
            table[i] = arguments[i].Address;
        }
        entry.RunAsync(geometry.Grid, geometry.Block, geometry.SharedBytes, stream, table);
    }
}
