// The grids that the kernels are written for.
namespace Vdsh.Cuda.Kernels;

/// <summary>Blocks, threads of a block and dynamic shared memory.</summary>
/// <param name="Grid">Blocks in x and y.</param>
/// <param name="Block">Threads of a block in x and y.</param>
/// <param name="SharedBytes">Dynamic shared memory of a block.</param>
internal readonly record struct LaunchGeometry((uint X, uint Y) Grid, (uint X, uint Y) Block, int SharedBytes = 0)
{
    /// <summary>Blocks of a reduction; fixed, so that sums do not depend on the device.</summary>
    public const int ReductionBlocks = 128;

    /// <summary>Threads of a block that scans codes, each with one row at a time.</summary>
    public const int ScanThreads = 256;

    private const int BlockColumns = 32;
    private const int BlockRows = 8;
    private const int MostBlocksY = 65_535;

    /// <summary>One thread.</summary>
    public static LaunchGeometry Single { get; } = new((1, 1), (1, 1));

    /// <summary>One block of the threads of a diagonal block.</summary>
    public static LaunchGeometry DiagonalBlock { get; } = new((1, 1), (256, 1));

    /// <summary>A reduction to <see cref="ReductionBlocks"/> partial sums.</summary>
    public static LaunchGeometry Reduction { get; } = new((ReductionBlocks, 1), (256, 1));

    /// <summary>The sum of partial sums.</summary>
    public static LaunchGeometry PartialSums { get; } = new((1, 1), (ReductionBlocks, 1));

    /// <summary>A thread per element, rows in a loop where there are very many.</summary>
    public static LaunchGeometry Elements(int rows, int columns) => new((Blocks(columns, BlockColumns), RowBlocks(rows)), (BlockColumns, BlockRows));

    /// <summary>A warp per 32 bits of a code.</summary>
    public static LaunchGeometry Packing(int rows, int words32) => new(((uint)words32, RowBlocks(rows)), (BlockColumns, BlockRows));

    /// <summary>Every pair of a query (y) and a database item (x).</summary>
    public static LaunchGeometry Pairs(int queries, int items) =>
        new((Math.Min(Blocks(items, ScanThreads), MostBlocksY), (uint)Math.Min(queries, MostBlocksY)), (ScanThreads, 1));

    /// <summary>A query per x, a slice of the database per y, counters in shared memory.</summary>
    public static LaunchGeometry Slices(int queries, DatabaseSlices slices, int sharedBytes) =>
        new(((uint)queries, (uint)slices.Count), (ScanThreads, 1), sharedBytes);

    /// <summary>A block per query (x) and distance (y).</summary>
    public static LaunchGeometry SlicesBefore(int queries, int bins) => new(((uint)queries, (uint)bins), (ScanThreads, 1));

    /// <summary>A block per row of a batch, rows in a loop where there are more.</summary>
    public static LaunchGeometry BatchRows(int blocks, int sharedBytes) => new(((uint)blocks, 1), (ScanThreads, 1), sharedBytes);

    /// <summary>A warp per row, rows in a loop where there are very many.</summary>
    public static LaunchGeometry WarpRows(int rows) => new((RowBlocks(rows), 1), (BlockColumns * BlockRows, 1));

    private static uint RowBlocks(int rows) => Math.Min(Blocks(rows, BlockRows), MostBlocksY);

    private static uint Blocks(int items, int size) => (uint)(((long)items + size - 1) / size);
}
