// A single query reads every code once, so that rearranging codes first would cost more than comparing them as they lie.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Distances of one query to row-major codes of 2, 4 or 8 words, AVX-512BW; codes come from memory and are fetched ahead.</summary>
internal static unsafe class HammingRowKernels512
{
    /// <summary>Writes groups x 16 distances; of the last word of a code the bits of the mask count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Distances(ulong* query, ulong* codes, int groups, int words, ulong mask, ushort* distances)
    {
        ulong* repeated = stackalloc ulong[8], masks = stackalloc ulong[8];
        for (int i = 0; i < 8; i++)
        {
            repeated[i] = query[i % words];
            masks[i] = i % words == words - 1 ? mask : ulong.MaxValue;
        }
        Vector512<ulong> counted = Vector512.Load(masks);
        Vector512<byte> halves = Vector512.Create((byte)0x0F);
        Vector512<ulong> own = Vector512.Load(repeated);
        // The lower and upper halves of bytes are cut out anyway: with fewer bits where only some count, that costs
        // nothing.
        Vector512<byte> lower = counted.AsByte() & halves, upper = (counted >> 4).AsByte() & halves;
        StreamFetcher fetcher = new(codes);
        for (int half = 0; half < 2 * groups; half++, codes += 8 * words, distances += 8)
        {
            if (half % 2 == 0)
                fetcher.Fetch(2 * words);
            Vector512<ulong> sums = words switch
            {
                2 => Two(codes, own, lower, upper),
                4 => Four(codes, own, lower, upper),
                _ => AddNeighbours(Four(codes, own, lower, upper), Four(codes + 32, own, lower, upper)),
            };
            Avx512F.ConvertToVector128UInt16(sums).Store(distances);
        }
    }

    // Eight sums of two words each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Two(
        ulong* codes, Vector512<ulong> own, Vector512<byte> lower, Vector512<byte> upper)
        => AddNeighbours(Count(codes, own, lower, upper), Count(codes + 8, own, lower, upper));

    // Eight sums of four words each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Four(
        ulong* codes, Vector512<ulong> own, Vector512<byte> lower, Vector512<byte> upper)
        => AddNeighbours(Two(codes, own, lower, upper), Two(codes + 16, own, lower, upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> AddNeighbours(Vector512<ulong> a, Vector512<ulong> b)
        => Avx512F.PermuteVar8x64x2(a, Vector512.Create(0ul, 2, 4, 6, 8, 10, 12, 14), b) + Avx512F.PermuteVar8x64x2(a, Vector512.Create(1ul, 3, 5, 7, 9, 11, 13, 15), b);

    // Set bits of every word.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Count(ulong* at, Vector512<ulong> own, Vector512<byte> lower, Vector512<byte> upper)
    {
        Vector512<ulong> words = Vector512.Load(at) ^ own;
        Vector512<byte> counts = Vector512.Create(Vector256.Create(PlanarCodes.HalfByteCounts));
        Vector512<byte> bytes = Avx512BW.Shuffle(counts, words.AsByte() & lower)
            + Avx512BW.Shuffle(counts, (words >> 4).AsByte() & upper);
        return Avx512BW.SumAbsoluteDifferences(bytes, Vector512<byte>.Zero).AsUInt64();
    }
}
