// The innermost loop of search and evaluation on 128-bit vectors: what processors without AVX2, and ARM, have.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Distances of one query to planar groups (<see cref="PlanarCodes"/>), SSSE3 or AdvSimd; common lengths keep the query in registers.</summary>
internal static unsafe class HammingKernels128
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
        Vector128<ulong> a = Vector128.Create(query[0]);
        Vector128<byte> lower = Halves(mask), upper = Halves(mask >> 4);
        for (int half = 0; half < 2 * groups; half++, planar += Group / 2, distances += Group / 2)
            Store(SumBytes(Count(planar, a, lower, upper)), SumBytes(Count(planar + 2, a, lower, upper)),
                SumBytes(Count(planar + 4, a, lower, upper)), SumBytes(Count(planar + 6, a, lower, upper)), distances);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector128<ulong> a = Vector128.Create(query[0]), b = Vector128.Create(query[1]);
        for (int half = 0; half < 2 * groups; half++, distances += Group / 2)
        {
            ulong* at = Half(planar, half, 2);
            Store(SumBytes(Count(at, a, b)), SumBytes(Count(at + 2, a, b)), SumBytes(Count(at + 4, a, b)), SumBytes(Count(at + 6, a, b)), distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector128<ulong> a = Vector128.Create(query[0]), b = Vector128.Create(query[1]), c = Vector128.Create(query[2]), d = Vector128.Create(query[3]);
        for (int half = 0; half < 2 * groups; half++, distances += Group / 2)
        {
            ulong* at = Half(planar, half, 4);
            Store(SumBytes(Count(at, a, b, c, d)), SumBytes(Count(at + 2, a, b, c, d)), SumBytes(Count(at + 4, a, b, c, d)),
                SumBytes(Count(at + 6, a, b, c, d)), distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(ulong* query, ulong* planar, int groups, ushort* distances)
    {
        Vector128<ulong> a = Vector128.Create(query[0]), b = Vector128.Create(query[1]), c = Vector128.Create(query[2]), d = Vector128.Create(query[3]);
        Vector128<ulong> e = Vector128.Create(query[4]), f = Vector128.Create(query[5]), g = Vector128.Create(query[6]), h = Vector128.Create(query[7]);
        for (int half = 0; half < 2 * groups; half++, distances += Group / 2)
        {
            ulong* at = Half(planar, half, 8), rest = at + 4 * Group;
            Vector128<byte> first = Count(at, a, b, c, d) + Count(rest, e, f, g, h);
            Vector128<byte> second = Count(at + 2, a, b, c, d) + Count(rest + 2, e, f, g, h);
            Vector128<byte> third = Count(at + 4, a, b, c, d) + Count(rest + 4, e, f, g, h);
            Vector128<byte> fourth = Count(at + 6, a, b, c, d) + Count(rest + 6, e, f, g, h);
            Store(SumBytes(first), SumBytes(second), SumBytes(third), SumBytes(fourth), distances);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Many(ulong* query, ulong* planar, int groups, int words, ushort* distances)
    {
        for (int half = 0; half < 2 * groups; half++, distances += Group / 2)
        {
            ulong* start = Half(planar, half, words);
            Vector128<ulong> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int first = 0; first < words; first += PlanarCodes.WordsPerByteCounter)
            {
                Vector128<byte> bytes0 = default, bytes1 = default, bytes2 = default, bytes3 = default;
                int end = Math.Min(words, first + PlanarCodes.WordsPerByteCounter);
                for (int word = first; word < end; word++)
                {
                    ulong* at = start + (word * Group);
                    Vector128<ulong> a = Vector128.Create(query[word]);
                    bytes0 += Count(at, a);
                    bytes1 += Count(at + 2, a);
                    bytes2 += Count(at + 4, a);
                    bytes3 += Count(at + 6, a);
                }
                sum0 += SumBytes(bytes0);
                sum1 += SumBytes(bytes1);
                sum2 += SumBytes(bytes2);
                sum3 += SumBytes(bytes3);
            }
            Store(sum0, sum1, sum2, sum3, distances);
        }
    }

    private static ulong* Half(ulong* planar, int half, int words) => planar + ((nint)(half >> 1) * words * Group) + ((half & 1) * (Group / 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<ulong> first, Vector128<ulong> second, Vector128<ulong> third, Vector128<ulong> fourth, ushort* distances)
        => Vector128.Narrow(Vector128.Narrow(first, second), Vector128.Narrow(third, fourth)).Store(distances);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Count(ulong* at, Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d)
        => Count(at, a, b) + Count(at + 2 * Group, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Count(ulong* at, Vector128<ulong> a, Vector128<ulong> b) => Count(at, a) + Count(at + Group, b);

    // Set bits of every byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Count(ulong* at, Vector128<ulong> a)
        => Count(at, a, Vector128.Create((byte)0x0F), Vector128.Create((byte)0x0F));

    // The lower and upper halves of bytes are cut out anyway: with fewer bits where only some count, that costs
    // nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Count(ulong* at, Vector128<ulong> a, Vector128<byte> lower, Vector128<byte> upper)
    {
        Vector128<ulong> words = Vector128.Load(at) ^ a;
        Vector128<byte> low = Vector128.Shuffle(PlanarCodes.HalfByteCounts, words.AsByte() & lower);
        Vector128<byte> high = Vector128.Shuffle(PlanarCodes.HalfByteCounts, (words >> 4).AsByte() & upper);
        return low + high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Halves(ulong mask) => Vector128.Create(mask).AsByte() & Vector128.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> SumBytes(Vector128<byte> bytes)
    {
        if (Sse2.IsSupported)
            return Sse2.SumAbsoluteDifferences(bytes, Vector128<byte>.Zero).AsUInt64();
        Vector128<ushort> pairs = (bytes.AsUInt16() & Vector128.Create((ushort)0xFF)) + (bytes.AsUInt16() >> 8);
        Vector128<uint> fours = (pairs.AsUInt32() & Vector128.Create(0xFFFFu)) + (pairs.AsUInt32() >> 16);
        return (fours.AsUInt64() & Vector128.Create(0xFFFF_FFFFul)) + (fours.AsUInt64() >> 32);
    }
}
