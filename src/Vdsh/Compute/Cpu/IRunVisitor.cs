// What differs between histogram, nearest and range scans is only what happens to a run of codes.
namespace Vdsh.Compute.Cpu;

internal interface IRunVisitor
{
    /// <summary>Takes one query of the block with database rows firstRow..firstRow+run.Count-1.</summary>
    /// <param name="query">Index within the block of queries.</param>
    /// <param name="firstRow">First database row of the run.</param>
    /// <param name="run">The query and the codes.</param>
    void Visit(int query, int firstRow, in HammingRun run);
}
