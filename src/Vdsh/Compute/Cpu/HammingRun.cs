// One query against one run of codes: what every collector of a scan starts from, whichever kernel does the work.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// A query and up to <see cref="HammingBlockScan.Chunk"/> codes, row by row or in planar groups, of which the last one
/// of codes of several words is filled up. Of the last word of a code, the bits of the mask count.
/// </summary>
internal readonly unsafe struct HammingRun(
    HammingKernel kernel, CodeOrder order, ulong* query, ulong* codes, int count, int words, ulong mask)
{
    // Distances are compared 32 at a time; buffers are multiples of it.
    private const int BufferStep = 32;

    /// <summary>Number of codes.</summary>
    public int Count => count;

    /// <summary>Writes the distances in order.</summary>
    /// <param name="distances">Room for <see cref="Count"/>, rounded up to whole groups.</param>
    public void Distances(ushort* distances)
    {
        int groups = count / PlanarCodes.Group;
        WholeGroups(codes, groups, distances);
        if (count % PlanarCodes.Group != 0)
            LastGroup(groups, distances + groups * PlanarCodes.Group);
    }

    /// <summary>Writes the codes nearer than a bound, in order.</summary>
    /// <param name="bound">The distance to be nearer than.</param>
    /// <param name="firstRow">The row of the run's first code.</param>
    /// <param name="rows">Receives rows; room for <see cref="Count"/>.</param>
    /// <param name="distances">Receives their distances; room for <see cref="Count"/>.</param>
    /// <returns>How many there are.</returns>
    public int Nearer(int bound, int firstRow, int* rows, ushort* distances)
    {
        if (!HammingKernelSupport.IsNative(kernel))
            return ManagedNearer(bound, firstRow, rows, distances);
        int whole = count / PlanarCodes.Group * PlanarCodes.Group;
        int found = NativeHamming.Nearer(
            HammingKernelSupport.IsaOf(kernel), order, query, codes, whole / PlanarCodes.Group, words, mask, bound,
                firstRow, rows, distances);
        if (whole == count)
            return found;
        ushort* last = stackalloc ushort[BufferStep];
        LastGroup(whole / PlanarCodes.Group, last);
        return found + Take(last, count - whole, bound, firstRow + whole, rows + found, distances + found);
    }

    /// <summary>How many codes are nearer than a bound.</summary>
    public int CountNearer(int bound)
    {
        if (!HammingKernelSupport.IsNative(kernel))
            return ManagedCount(bound);
        int whole = count / PlanarCodes.Group * PlanarCodes.Group;
        int found = NativeHamming.Count(
            HammingKernelSupport.IsaOf(kernel), order, query, codes, whole / PlanarCodes.Group, words, mask, bound);
        if (whole == count)
            return found;
        ushort* last = stackalloc ushort[BufferStep];
        LastGroup(whole / PlanarCodes.Group, last);
        return found + BitOperations.PopCount(Mask(last, count - whole, bound));
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ManagedNearer(int bound, int firstRow, int* rows, ushort* distances)
    {
        ushort* buffer = stackalloc ushort[HammingBlockScan.Chunk];
        Distances(buffer);
        return Take(buffer, count, bound, firstRow, rows, distances);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ManagedCount(int bound)
    {
        ushort* buffer = stackalloc ushort[HammingBlockScan.Chunk];
        Distances(buffer);
        int found = 0;
        for (int i = 0; i < count; i += BufferStep)
            found += BitOperations.PopCount(Mask(buffer + i, count - i, bound));
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Take(ushort* from, int length, int bound, int firstRow, int* rows, ushort* distances)
    {
        int found = 0;
        for (int i = 0; i < length; i += BufferStep)
        {
            for (ulong nearer = Mask(from + i, length - i, bound); nearer != 0; nearer &= nearer - 1)
            {
                int at = i + BitOperations.TrailingZeroCount(nearer);
                rows[found] = firstRow + at;
                distances[found++] = from[at];
            }
        }
        return found;
    }

    private void WholeGroups(ulong* from, int groups, ushort* distances)
    {
        switch (kernel)
        {
            case HammingKernel.Vector512 when (order & CodeOrder.Rows) != 0:
                HammingRowKernels512.Distances(query, from, groups, words, mask, distances);
                break;
            case HammingKernel.Vector512:
                HammingKernels512.Distances(
                    query, from, groups, words, mask, (order & CodeOrder.Streamed) != 0, distances);
                break;
            case HammingKernel.Vector256:
                HammingKernels256.Distances(query, from, groups, words, mask, distances);
                break;
            case HammingKernel.Vector128:
                HammingKernels128.Distances(query, from, groups, words, mask, distances);
                break;
            case HammingKernel.Scalar:
                Scalar(from, groups, distances);
                break;
            default:
                NativeHamming.Distances(
                    HammingKernelSupport.IsaOf(kernel), order, query, from, groups, words, mask, distances);
                break;
        }
    }

    // Codes that are read where they are must not be read beyond the database.
    private void LastGroup(int groups, ushort* distances)
    {
        if (words > 1 && (order & CodeOrder.Rows) == 0)
        {
            WholeGroups(codes + ((nint)groups * words * PlanarCodes.Group), 1, distances);
            return;
        }
        for (int i = groups * PlanarCodes.Group; i < count; i++)
        {
            int distance = 0;
            for (int word = 0; word < words; word++)
                distance += BitOperations.PopCount((codes[(nint)i * words + word] ^ query[word]) & MaskOf(word));
            *distances++ = (ushort)distance;
        }
    }

    // Only the last word has padding.
    private ulong MaskOf(int word) => word == words - 1 ? mask : ulong.MaxValue;

    private void Scalar(ulong* from, int groups, ushort* distances)
    {
        for (int group = 0; group < groups; group++, from += (nint)words * PlanarCodes.Group, distances += PlanarCodes.Group)
        {
            for (int i = 0; i < PlanarCodes.Group; i++)
            {
                int distance = 0;
                for (int word = 0; word < words; word++)
                    distance += BitOperations.PopCount(
                        (from[word * PlanarCodes.Group + i] ^ query[word]) & MaskOf(word));
                distances[i] = (ushort)distance;
            }
        }
    }

    // Which of the next 32 distances are smaller than the bound; those beyond the end are not. Distances fit 15 bits, so that signed comparison does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(ushort* distances, int left, int bound)
    {
        ulong nearer;
        if (Vector512.IsHardwareAccelerated)
        {
            nearer = Vector512.LessThan(Vector512.Load((short*)distances), Vector512.Create((short)bound)).ExtractMostSignificantBits();
        }
        else
        {
            Vector128<short> limit = Vector128.Create((short)bound);
            nearer = 0;
            for (int i = 0; i < BufferStep; i += Vector128<short>.Count)
                nearer |= (ulong)Vector128.LessThan(Vector128.Load((short*)distances + i), limit).ExtractMostSignificantBits() << i;
        }
        return left < BufferStep ? nearer & ((1ul << left) - 1) : nearer;
    }
}
