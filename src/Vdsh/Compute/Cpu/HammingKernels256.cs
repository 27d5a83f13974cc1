// The innermost loop of search and evaluation on 256-bit vectors, without native code.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Distances of one query to planar groups (<see cref="PlanarCodes"/>), AVX2; common lengths keep the query in registers.</summary>
internal static unsafe class HammingKernels256
{
    private const int Group = PlanarCodes.Group;

    /// <summary>
    /// Writes groups x 16 distances. Codes of one word are read where they are, so that only the bits of the mask
    /// count; the padding of others is zero.
    /// </summary>
    public static void Distances(ulong* query, ulong* planar, int groups, int words, ulong mask, ushort* distances)
    {
        switch (words)
        {
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ulong* query, ulong* planar, int groups, ulong mask, ushort* distances)
    {
        Vector256<ulong> a = Vector256.Create(query[0]);
        Vector256<byte> lower = Halves(mask), upper = Halves(mask >> 4);
        for (int group = 0; group < groups; group++, planar += Group, distances += Group)
            Store(SumBytes(Count(planar, a, lower, upper)), SumBytes(Count(planar + 4, a, lower, upper)),
                SumBytes(Count(planar + 8, a, lower, upper)), SumBytes(Count(planar + 12, a, lower, upper)), distances);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector256<ulong> a = Vector256.Create(query[0]), b = Vector256.Create(query[1]);
        for (int group = 0; group < groups; group++, planar += 2 * Group, distances += Group)
        {
            Store(SumBytes(Count(planar, a, b)), SumBytes(Count(planar + 4, a, b)), SumBytes(Count(planar + 8, a, b)), SumBytes(Count(planar + 12, a, b)),
                distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector256<ulong> a = Vector256.Create(query[0]), b = Vector256.Create(query[1]), c = Vector256.Create(query[2]), d = Vector256.Create(query[3]);
        for (int group = 0; group < groups; group++, planar += 4 * Group, distances += Group)
        {
            Store(SumBytes(Count(planar, a, b, c, d)), SumBytes(Count(planar + 4, a, b, c, d)), SumBytes(Count(planar + 8, a, b, c, d)),
                SumBytes(Count(planar + 12, a, b, c, d)), distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector256<ulong> a = Vector256.Create(query[0]), b = Vector256.Create(query[1]), c = Vector256.Create(query[2]), d = Vector256.Create(query[3]);
        Vector256<ulong> e = Vector256.Create(query[4]), f = Vector256.Create(query[5]), g = Vector256.Create(query[6]), h = Vector256.Create(query[7]);
        for (int group = 0; group < groups; group++, planar += 8 * Group, distances += Group)
        {
            ulong* rest = planar + 4 * Group;
            Vector256<byte> first = Count(planar, a, b, c, d) + Count(rest, e, f, g, h);
            Vector256<byte> second = Count(planar + 4, a, b, c, d) + Count(rest + 4, e, f, g, h);
            Vector256<byte> third = Count(planar + 8, a, b, c, d) + Count(rest + 8, e, f, g, h);
            Vector256<byte> fourth = Count(planar + 12, a, b, c, d) + Count(rest + 12, e, f, g, h);
            Store(SumBytes(first), SumBytes(second), SumBytes(third), SumBytes(fourth), distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Many(ulong* query, ulong* planar, int groups, int words, ushort* distances)
    {
        for (int group = 0; group < groups; group++, planar += (nint)words * Group, distances += Group)
        {
            Vector256<ulong> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int first = 0; first < words; first += PlanarCodes.WordsPerByteCounter)
            {
                Vector256<byte> bytes0 = default, bytes1 = default, bytes2 = default, bytes3 = default;
                int end = Math.Min(words, first + PlanarCodes.WordsPerByteCounter);
                for (int word = first; word < end; word++)
                {
                    ulong* at = planar + (word * Group);
                    Vector256<ulong> a = Vector256.Create(query[word]);
                    bytes0 += Count(at, a);
                    bytes1 += Count(at + 4, a);
                    bytes2 += Count(at + 8, a);
                    bytes3 += Count(at + 12, a);
                }
                sum0 += SumBytes(bytes0);
                sum1 += SumBytes(bytes1);
                sum2 += SumBytes(bytes2);
                sum3 += SumBytes(bytes3);
            }
            Store(sum0, sum1, sum2, sum3, distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ulong> first, Vector256<ulong> second, Vector256<ulong> third, Vector256<ulong> fourth, ushort* distances)
        => Vector256.Narrow(Vector256.Narrow(first, second), Vector256.Narrow(third, fourth)).Store(distances);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Count(ulong* at, Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c, Vector256<ulong> d)
        => Count(at, a, b) + Count(at + 2 * Group, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Count(ulong* at, Vector256<ulong> a, Vector256<ulong> b) => Count(at, a) + Count(at + Group, b);

    // Set bits of every byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Count(ulong* at, Vector256<ulong> a)
        => Count(at, a, Vector256.Create((byte)0x0F), Vector256.Create((byte)0x0F));

    // The lower and upper halves of bytes are cut out anyway: with fewer bits where only some count, that costs
    // nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Count(ulong* at, Vector256<ulong> a, Vector256<byte> lower, Vector256<byte> upper)
    {
        Vector256<ulong> words = Vector256.Load(at) ^ a;
        Vector256<byte> counts = Vector256.Create(PlanarCodes.HalfByteCounts);
        Vector256<byte> low = Avx2.Shuffle(counts, words.AsByte() & lower);
        Vector256<byte> high = Avx2.Shuffle(counts, (words >> 4).AsByte() & upper);
        return low + high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Halves(ulong mask) => Vector256.Create(mask).AsByte() & Vector256.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SumBytes(Vector256<byte> bytes) => Avx2.SumAbsoluteDifferences(bytes, Vector256<byte>.Zero).AsUInt64();
}
