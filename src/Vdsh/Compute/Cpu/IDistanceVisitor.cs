// What differs between histogram, nearest and range scans is only what happens to a run of distances.
namespace Vdsh.Compute.Cpu;

internal unsafe interface IDistanceVisitor
{
    /// <summary>Takes the distances of one query of the block to database rows firstRow..firstRow+count-1.</summary>
    /// <param name="query">Index within the block of queries.</param>
    /// <param name="firstRow">First database row of the run.</param>
    /// <param name="distances">count distances; the buffer has room for <see cref="HammingBlockScan.Chunk"/> and may be overwritten.</param>
    /// <param name="count">Length of the run.</param>
    void Visit(int query, int firstRow, ushort* distances, int count);
}
