// The innermost loop of search and evaluation on 512-bit vectors, without native code.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Distances of one query to planar groups (<see cref="PlanarCodes"/>), AVX-512BW; common lengths keep the query in registers.</summary>
internal static unsafe class HammingKernels512
{
    private const int Group = PlanarCodes.Group;

    /// <summary>
    /// Writes groups x 16 distances. Codes of one word are read where they are, so that only the bits of the mask
    /// count; the padding of others is zero.
    /// </summary>
    public static void Distances(
        ulong* query, ulong* planar, int groups, int words, ulong mask, bool streamed, ushort* distances)
    {
        switch (words)
        {
            case 1 when streamed:
                StreamedOne(query, planar, groups, mask, distances);
                break;
            case 1:
                One(query, planar, groups, mask, distances);
                break;
            case 2:
                Two(query, planar, groups, distances);
                break;
            case 4:
                Four(query, planar, groups, distances);
                break;
            case 8:
                Eight(query, planar, groups, distances);
                break;
            default:
                Many(query, planar, groups, words, distances);
                break;
        }
    }

    // Two groups are the lines that the fetcher takes at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StreamedOne(ulong* query, ulong* planar, int groups, ulong mask, ushort* distances)
    {
        Vector512<ulong> a = Vector512.Create(query[0]);
        Vector512<byte> lower = Halves(mask), upper = Halves(mask >> 4);
        StreamFetcher fetcher = new(planar);
        for (int group = 0; group < groups; group++, planar += Group, distances += Group)
        {
            if (group % 2 == 0)
                fetcher.Fetch(StreamFetcher.Pages);
            Store(SumBytes(Count(planar, a, lower, upper)), SumBytes(Count(planar + 8, a, lower, upper)), distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ulong* query, ulong* planar, int groups, ulong mask, ushort* distances)
    {
        Vector512<ulong> a = Vector512.Create(query[0]);
        Vector512<byte> lower = Halves(mask), upper = Halves(mask >> 4);
        for (int group = 0; group < groups; group++, planar += Group, distances += Group)
            Store(SumBytes(Count(planar, a, lower, upper)), SumBytes(Count(planar + 8, a, lower, upper)), distances);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector512<ulong> a = Vector512.Create(query[0]), b = Vector512.Create(query[1]);
        for (int group = 0; group < groups; group++, planar += 2 * Group, distances += Group)
            Store(SumBytes(Count(planar, a, b)), SumBytes(Count(planar + 8, a, b)), distances);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector512<ulong> a = Vector512.Create(query[0]), b = Vector512.Create(query[1]), c = Vector512.Create(query[2]), d = Vector512.Create(query[3]);
        for (int group = 0; group < groups; group++, planar += 4 * Group, distances += Group)
            Store(SumBytes(Count(planar, a, b, c, d)), SumBytes(Count(planar + 8, a, b, c, d)), distances);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector512<ulong> a = Vector512.Create(query[0]), b = Vector512.Create(query[1]), c = Vector512.Create(query[2]), d = Vector512.Create(query[3]);
        Vector512<ulong> e = Vector512.Create(query[4]), f = Vector512.Create(query[5]), g = Vector512.Create(query[6]), h = Vector512.Create(query[7]);
        for (int group = 0; group < groups; group++, planar += 8 * Group, distances += Group)
        {
            Vector512<byte> low = Count(planar, a, b, c, d) + Count(planar + 4 * Group, e, f, g, h);
            Vector512<byte> high = Count(planar + 8, a, b, c, d) + Count(planar + 4 * Group + 8, e, f, g, h);
            Store(SumBytes(low), SumBytes(high), distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Many(ulong* query, ulong* planar, int groups, int words, ushort* distances)
    {
        for (int group = 0; group < groups; group++, planar += (nint)words * Group, distances += Group)
        {
            Vector512<ulong> sumLow = default, sumHigh = default;
            for (int first = 0; first < words; first += PlanarCodes.WordsPerByteCounter)
            {
                Vector512<byte> low = default, high = default;
                int end = Math.Min(words, first + PlanarCodes.WordsPerByteCounter);
                for (int word = first; word < end; word++)
                {
                    ulong* at = planar + (word * Group);
                    Vector512<ulong> a = Vector512.Create(query[word]);
                    low += Count(at, a);
                    high += Count(at + 8, a);
                }
                sumLow += SumBytes(low);
                sumHigh += SumBytes(high);
            }
            Store(sumLow, sumHigh, distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<ulong> low, Vector512<ulong> high, ushort* distances)
    {
        Avx512F.ConvertToVector128UInt16(low).Store(distances);
        Avx512F.ConvertToVector128UInt16(high).Store(distances + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Count(ulong* at, Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d)
        => Count(at, a, b) + Count(at + 2 * Group, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Count(ulong* at, Vector512<ulong> a, Vector512<ulong> b) => Count(at, a) + Count(at + Group, b);

    // Set bits of every byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Count(ulong* at, Vector512<ulong> a)
        => Count(at, a, Vector512.Create((byte)0x0F), Vector512.Create((byte)0x0F));

    // The lower and upper halves of bytes are cut out anyway: with fewer bits where only some count, that costs
    // nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Count(ulong* at, Vector512<ulong> a, Vector512<byte> lower, Vector512<byte> upper)
    {
        Vector512<ulong> words = Vector512.Load(at) ^ a;
        Vector512<byte> counts = Vector512.Create(Vector256.Create(PlanarCodes.HalfByteCounts));
        Vector512<byte> low = Avx512BW.Shuffle(counts, words.AsByte() & lower);
        Vector512<byte> high = Avx512BW.Shuffle(counts, (words >> 4).AsByte() & upper);
        return low + high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Halves(ulong mask) => Vector512.Create(mask).AsByte() & Vector512.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> SumBytes(Vector512<byte> bytes) => Avx512BW.SumAbsoluteDifferences(bytes, Vector512<byte>.Zero).AsUInt64();
}
