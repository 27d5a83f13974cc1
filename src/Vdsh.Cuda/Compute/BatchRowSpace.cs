// Kernels with a block per row of a batch keep lists or histograms in shared memory where they fit, and any size must work.
namespace Vdsh.Cuda.Compute;

/// <summary>Memory of such a kernel.</summary>
/// <param name="Blocks">Blocks of the launch; they stride over rows.</param>
/// <param name="SharedBytes">Dynamic shared memory of a block, 0 where its memory is global.</param>
/// <param name="Losses">Address of a double per row.</param>
/// <param name="Global">Address of the blocks' memory one after the other, 0 where it is shared.</param>
internal readonly record struct BatchRowSpace(int Blocks, int SharedBytes, nuint Losses, nuint Global)
{
    private const int MostBlocks = 65_535;

    // More would run one after the other on any device, and their memory would be as large as the matrices of the batch.
    private const int MostBlocksInGlobalMemory = 256;

    /// <summary>Takes what is needed from scratch memory.</summary>
    /// <param name="scratch">Holds a double per row, and the blocks' memory where it is global.</param>
    /// <param name="rows">Rows of the batch, at least 1.</param>
    /// <param name="bytes">Bytes per block, a multiple of 4.</param>
    /// <param name="mostShared">The most bytes for which they are shared.</param>
    public static BatchRowSpace Reserve(ScratchMemory scratch, int rows, long bytes, int mostShared)
    {
        long losses = (long)rows * (sizeof(double) / sizeof(float));
        if (bytes <= mostShared)
            return new(Math.Min(rows, MostBlocks), (int)bytes, scratch.Reserve(losses), 0);
        int blocks = Math.Min(rows, MostBlocksInGlobalMemory);
        nuint memory = scratch.Reserve(checked(losses + (blocks * (bytes / sizeof(float)))));
        return new(blocks, 0, memory, memory + (nuint)(losses * sizeof(float)));
    }
}
