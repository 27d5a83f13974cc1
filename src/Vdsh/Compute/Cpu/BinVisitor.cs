// The plain histogram: how many codes lie at each distance, whatever their labels.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

internal readonly unsafe struct BinVisitor(int words, int queries) : IRunVisitor
{
    // Neighbouring codes often fall into one bin; separate counters for them avoid waiting for the store before.
    private const int Lanes = 4;

    // Every distance that the words allow has a bin, so that padding bits that are set cannot be counted out of bounds.
    private readonly int bins = 64 * words + 1;
    private readonly int[] counters = new int[queries * Lanes * (64 * words + 1)];

    public int Count(int query, int bin)
    {
        int sum = 0;
        for (int lane = 0; lane < Lanes; lane++)
            sum += counters[(query * Lanes + lane) * bins + bin];
        return sum;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit(int query, int firstRow, in HammingRun run)
    {
        ushort* distances = stackalloc ushort[HammingBlockScan.Chunk];
        run.Distances(distances);
        fixed (int* first = &counters[query * Lanes * bins])
        {
            int* second = first + bins, third = second + bins, fourth = third + bins;
            int i = 0;
            for (; i <= run.Count - Lanes; i += Lanes)
            {
                ulong four = *(ulong*)(distances + i);
                first[four & 0xFFFF]++;
                second[four >> 16 & 0xFFFF]++;
                third[four >> 32 & 0xFFFF]++;
                fourth[four >> 48]++;
            }
            for (; i < run.Count; i++)
                first[distances[i]]++;
        }
    }
}
