// Range search counts first, so that the caller can allocate exactly what the collecting pass will fill.
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

internal readonly unsafe struct CountVisitor(int radius, HammingKernel kernel) : IDistanceVisitor
{
    private readonly int[] counts = new int[64];

    public int Count(int query) => counts[query];

    public void Visit(int query, int firstRow, ushort* distances, int count)
    {
        for (int i = count; i % Vector512<short>.Count != 0; i++)
            distances[i] = (ushort)short.MaxValue;
        int found = 0;
        if (kernel == HammingKernel.Vector512)
        {
            Vector512<short> bound = Vector512.Create((short)radius);
            for (int i = 0; i < count; i += Vector512<short>.Count)
                found += BitOperations.PopCount(Vector512.LessThanOrEqual(Vector512.Load((short*)distances + i), bound).ExtractMostSignificantBits());
        }
        else
        {
            Vector128<short> bound = Vector128.Create((short)radius);
            for (int i = 0; i < count; i += Vector128<short>.Count)
                found += BitOperations.PopCount(Vector128.LessThanOrEqual(Vector128.Load((short*)distances + i), bound).ExtractMostSignificantBits());
        }
        counts[query] += found;
    }
}
