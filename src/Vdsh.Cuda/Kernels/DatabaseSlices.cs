// Few queries must fill a device too, so a database is cut into the more slices the fewer queries there are.
namespace Vdsh.Cuda.Kernels;

/// <summary>Slices of a chunk of the database, one block of threads for each of them and each query.</summary>
/// <param name="Count">Number of slices, none of them empty.</param>
/// <param name="Items">Rows of a slice; the last may have fewer.</param>
internal readonly record struct DatabaseSlices(int Count, int Items)
{
    // The largest devices run some 1,100 blocks of 256 threads at once: several times as many leave little of the device idle at the end.
    private const int WantedBlocks = 4096;

    // Below four rows a thread a block would mostly set its counters to zero and add them up.
    private const int FewestItems = 1024;

    /// <summary>Cuts a chunk.</summary>
    /// <param name="queries">Queries scanned together, at least 1.</param>
    /// <param name="items">Rows of the chunk, at least 1.</param>
    /// <param name="most">Slices at most, at least 1.</param>
    public static DatabaseSlices Of(int queries, int items, int most = int.MaxValue)
    {
        int wanted = Math.Min(most, Math.Min(Divide(WantedBlocks, queries), Divide(items, FewestItems)));
        int rows = Divide(Divide(items, wanted), LaunchGeometry.ScanThreads) * LaunchGeometry.ScanThreads;
        return new DatabaseSlices(Divide(items, rows), rows);
    }

    // Rounded up.
    private static int Divide(int a, int b) => (int)(((long)a + b - 1) / b);
}
