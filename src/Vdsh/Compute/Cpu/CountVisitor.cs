// Range search counts first, so that the caller can allocate exactly what the collecting pass will fill.
namespace Vdsh.Compute.Cpu;

internal readonly struct CountVisitor(int radius, int queries) : IRunVisitor
{
    private readonly int[] counts = new int[queries];

    public int Count(int query) => counts[query];

    public void Visit(int query, int firstRow, in HammingRun run) => counts[query] += run.CountNearer(radius + 1);
}
