// The order of work of every scan: a tile of the database stays in the cache while a block of queries passes over it.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Vdsh.Compute.Cpu;

internal static unsafe class HammingBlockScan
{
    /// <summary>Distances handed to a visitor at once; they stay in the first-level cache.</summary>
    public const int Chunk = 1024;

    // 128 KiB of one-word codes: a part of the second-level cache of common processors.
    private const int TileWords = 16 * Chunk;

    /// <summary>Visits the distances of a block of queries to database rows first..last-1.</summary>
    public static void Run<TVisitor>(HammingKernel kernel, ulong* queries, int queryCount, ulong* database, int first, int last, int words,
        ref TVisitor visitor) where TVisitor : struct, IDistanceVisitor
    {
        int tile = Math.Max(Chunk, TileWords / words / Chunk * Chunk);
        ulong* planar = words == 1 ? null : (ulong*)NativeMemory.AlignedAlloc((nuint)tile * (nuint)words * sizeof(ulong), 64);
        ushort* distances = stackalloc ushort[Chunk];
        try
        {
            for (int start = first; start < last; start += Math.Min(tile, last - start))
            {
                int rows = Math.Min(tile, last - start);
                ulong* codes = database + ((nint)start * words);
                if (words > 1)
                    HammingDistanceKernels.MakePlanar(codes, rows, words, planar);
                for (int query = 0; query < queryCount; query++)
                {
                    ulong* code = queries + ((nint)query * words);
                    for (int offset = 0; offset < rows; offset += Chunk)
                    {
                        int count = Math.Min(Chunk, rows - offset);
                        if (words > 1)
                        {
                            int groups = (count + HammingDistanceKernels.Group - 1) / HammingDistanceKernels.Group;
                            HammingDistanceKernels.Distances(kernel, code, planar + ((nint)offset * words), groups, words, distances);
                        }
                        else
                        {
                            OneWordChunk(kernel, code, codes + offset, count, distances);
                        }
                        visitor.Visit(query, start + offset, distances, count);
                    }
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(planar);
        }
    }

    // One-word codes are read where they are, so the last group must not be read beyond the database.
    private static void OneWordChunk(HammingKernel kernel, ulong* query, ulong* codes, int count, ushort* distances)
    {
        int whole = count / HammingDistanceKernels.Group;
        HammingDistanceKernels.Distances(kernel, query, codes, whole, 1, distances);
        for (int i = whole * HammingDistanceKernels.Group; i < count; i++)
            distances[i] = (ushort)BitOperations.PopCount(codes[i] ^ query[0]);
    }
}
