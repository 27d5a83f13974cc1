// The innermost loop of search and evaluation: distances of one query to a run of codes, as 16-bit numbers in database order.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Kernels over codes in planar groups of 16: word j of code i of group g lies at (g words + j) 16 + i, so that any code length uses
/// full vectors. For codes of one word this is the row-major order itself.
/// </summary>
internal static unsafe class HammingDistanceKernels
{
    /// <summary>Codes in a planar group.</summary>
    public const int Group = 16;

    // A byte counter takes at most 8 a word, so 31 words fit before it must be widened.
    private const int WordsPerByteCounter = 31;

    /// <summary>Writes groups x 16 distances.</summary>
    public static void Distances(HammingKernel kernel, ulong* query, ulong* planar, int groups, int words, ushort* distances)
    {
        switch (kernel)
        {
            case HammingKernel.Vector512 when words == 1:
                OneWord512(query[0], planar, groups, distances);
                break;
            case HammingKernel.Vector512:
                ManyWords512(query, planar, groups, words, distances);
                break;
            case HammingKernel.Vector256:
                ManyWords256(query, planar, groups, words, distances);
                break;
            default:
                Scalar(query, planar, groups, words, distances);
                break;
        }
    }

    /// <summary>Rearranges row-major codes into planar groups; codes missing in the last group are zero.</summary>
    public static void MakePlanar(ulong* codes, int count, int words, ulong* planar)
    {
        for (int first = 0; first < count; first += Group)
        {
            ulong* group = planar + (nint)first * words;
            int filled = Math.Min(Group, count - first);
            for (int i = 0; i < filled; i++)
            {
                ulong* code = codes + (nint)(first + i) * words;
                for (int word = 0; word < words; word++)
                    group[word * Group + i] = code[word];
            }
            for (int i = filled; i < Group; i++)
            {
                for (int word = 0; word < words; word++)
                    group[word * Group + i] = 0;
            }
        }
    }

    private static void Scalar(ulong* query, ulong* planar, int groups, int words, ushort* distances)
    {
        for (int group = 0; group < groups; group++, planar += (nint)words * Group, distances += Group)
        {
            for (int i = 0; i < Group; i++)
            {
                int distance = 0;
                for (int word = 0; word < words; word++)
                    distance += BitOperations.PopCount(planar[word * Group + i] ^ query[word]);
                distances[i] = (ushort)distance;
            }
        }
    }

    private static void ManyWords256(ulong* query, ulong* planar, int groups, int words, ushort* distances)
    {
        for (int group = 0; group < groups; group++, planar += (nint)words * Group, distances += Group)
        {
            Vector256<ulong> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int first = 0; first < words; first += WordsPerByteCounter)
            {
                Vector256<byte> bytes0 = default, bytes1 = default, bytes2 = default, bytes3 = default;
                int end = Math.Min(words, first + WordsPerByteCounter);
                for (int word = first; word < end; word++)
                {
                    ulong* at = planar + (word * Group);
                    Vector256<ulong> broadcast = Vector256.Create(query[word]);
                    bytes0 += CountBytes(Vector256.Load(at) ^ broadcast);
                    bytes1 += CountBytes(Vector256.Load(at + 4) ^ broadcast);
                    bytes2 += CountBytes(Vector256.Load(at + 8) ^ broadcast);
                    bytes3 += CountBytes(Vector256.Load(at + 12) ^ broadcast);
                }
                sum0 += Avx2.SumAbsoluteDifferences(bytes0, Vector256<byte>.Zero).AsUInt64();
                sum1 += Avx2.SumAbsoluteDifferences(bytes1, Vector256<byte>.Zero).AsUInt64();
                sum2 += Avx2.SumAbsoluteDifferences(bytes2, Vector256<byte>.Zero).AsUInt64();
                sum3 += Avx2.SumAbsoluteDifferences(bytes3, Vector256<byte>.Zero).AsUInt64();
            }
            Vector256.Narrow(Vector256.Narrow(sum0, sum1), Vector256.Narrow(sum2, sum3)).Store(distances);
        }
    }

    private static void OneWord512(ulong query, ulong* planar, int groups, ushort* distances)
    {
        Vector512<ulong> broadcast = Vector512.Create(query);
        for (int group = 0; group < groups; group++, planar += Group, distances += Group)
        {
            Vector512<byte> bytes0 = CountBytes(Vector512.Load(planar) ^ broadcast);
            Vector512<byte> bytes1 = CountBytes(Vector512.Load(planar + 8) ^ broadcast);
            Vector512<ulong> sum0 = Avx512BW.SumAbsoluteDifferences(bytes0, Vector512<byte>.Zero).AsUInt64();
            Vector512<ulong> sum1 = Avx512BW.SumAbsoluteDifferences(bytes1, Vector512<byte>.Zero).AsUInt64();
            Avx512F.ConvertToVector128UInt16(sum0).Store(distances);
            Avx512F.ConvertToVector128UInt16(sum1).Store(distances + 8);
        }
    }

    private static void ManyWords512(ulong* query, ulong* planar, int groups, int words, ushort* distances)
    {
        for (int group = 0; group < groups; group++, planar += (nint)words * Group, distances += Group)
        {
            Vector512<ulong> sum0 = default, sum1 = default;
            for (int first = 0; first < words; first += WordsPerByteCounter)
            {
                Vector512<byte> bytes0 = default, bytes1 = default;
                int end = Math.Min(words, first + WordsPerByteCounter);
                for (int word = first; word < end; word++)
                {
                    ulong* at = planar + (word * Group);
                    Vector512<ulong> broadcast = Vector512.Create(query[word]);
                    bytes0 += CountBytes(Vector512.Load(at) ^ broadcast);
                    bytes1 += CountBytes(Vector512.Load(at + 8) ^ broadcast);
                }
                sum0 += Avx512BW.SumAbsoluteDifferences(bytes0, Vector512<byte>.Zero).AsUInt64();
                sum1 += Avx512BW.SumAbsoluteDifferences(bytes1, Vector512<byte>.Zero).AsUInt64();
            }
            Avx512F.ConvertToVector128UInt16(sum0).Store(distances);
            Avx512F.ConvertToVector128UInt16(sum1).Store(distances + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> CountBytes(Vector256<ulong> words)
    {
        Vector256<byte> counts = Vector256.Create(HalfByteCounts);
        Vector256<byte> low = Vector256.Create((byte)0x0F);
        Vector256<byte> lower = Avx2.Shuffle(counts, words.AsByte() & low);
        Vector256<byte> upper = Avx2.Shuffle(counts, (words >> 4).AsByte() & low);
        return lower + upper;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> CountBytes(Vector512<ulong> words)
    {
        Vector512<byte> counts = Vector512.Create(Vector256.Create(HalfByteCounts));
        Vector512<byte> low = Vector512.Create((byte)0x0F);
        Vector512<byte> lower = Avx512BW.Shuffle(counts, words.AsByte() & low);
        Vector512<byte> upper = Avx512BW.Shuffle(counts, (words >> 4).AsByte() & low);
        return lower + upper;
    }

    private static Vector128<byte> HalfByteCounts => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
}
