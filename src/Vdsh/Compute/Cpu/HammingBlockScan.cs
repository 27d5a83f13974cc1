// The order of work of every scan: a chunk of the database stays in the first-level cache while a block of queries passes over it.
using System.Runtime.InteropServices;

namespace Vdsh.Compute.Cpu;

internal static unsafe class HammingBlockScan
{
    /// <summary>The most codes that a visitor gets at once: 32 KiB of one-word codes, which a first-level cache holds or a second-level one hands over as fast.</summary>
    public const int Chunk = 4096;

    // So few queries read memory faster than they compare.
    private const int FewQueries = 2;

    // Whole steps of a visitor's buffer, which is compared 32 distances at a time.
    private const int SmallestChunk = 32;

    /// <summary>
    /// Visits database rows first..last-1 with every query of a block; each query sees rising rows. Padding bits of the
    /// database do not count; the
    /// queries have none.
    /// </summary>
    public static void Run<TVisitor>(
        HammingKernel kernel, ulong* queries, int queryCount, ulong* database, int first, int last, int bits,
        ref TVisitor visitor) where TVisitor : struct, IRunVisitor
    {
        int words = (bits + 63) / 64;
        ulong mask = CodePadding.MaskOf(bits);
        bool few = queryCount <= FewQueries;
        // Codes of one word are planar as they are; for a query or two, rearranging others costs more than it saves where the kernel can do without.
        bool rearrange = words > 1 && !(few && HammingKernelSupport.ReadsRows(kernel, words));
        CodeOrder order = (rearrange || words == 1 ? CodeOrder.Planar : CodeOrder.Rows) | (few && !rearrange ? CodeOrder.Streamed : CodeOrder.Planar);
        int chunk = Math.Max(SmallestChunk, (few && rearrange ? Chunk / 2 : Chunk) / words / SmallestChunk * SmallestChunk);
        ulong* planar = rearrange ? (ulong*)NativeMemory.AlignedAlloc((nuint)chunk * (nuint)words * sizeof(ulong), 64) : null;
        try
        {
            for (int start = first; start < last; start += Math.Min(chunk, last - start))
            {
                int rows = Math.Min(chunk, last - start);
                ulong* codes = database + ((nint)start * words);
                if (rearrange)
                {
                    PlanarCodes.Make(kernel, codes, rows, words, mask, planar);
                    codes = planar;
                }
                for (int query = 0; query < queryCount; query++)
                {
                    ulong* own = queries + ((nint)query * words);
                    visitor.Visit(query, start, new HammingRun(kernel, order, own, codes, rows, words, mask));
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(planar);
        }
    }
}
