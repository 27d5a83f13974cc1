// One rule for cutting matrices into chunks of rows; it looks at the shape only, never at the number of threads.
namespace Vdsh.Compute.Cpu;

/// <summary>How many rows go together.</summary>
internal static class RowChunks
{
    public static int RowsPerChunk(int columns, int elements) => Math.Max(1, elements / Math.Max(1, columns));
}
