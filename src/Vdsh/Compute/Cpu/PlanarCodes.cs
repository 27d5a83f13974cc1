// The order of codes in which kernels of any code length use full vectors.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Planar groups of 16 codes: word j of code i of group g lies at (g words + j) 16 + i. For codes of one word this is the row-major order itself.
/// </summary>
internal static unsafe class PlanarCodes
{
    /// <summary>Codes in a planar group.</summary>
    public const int Group = 16;

    /// <summary>A byte counter takes at most 8 a word, so 31 words fit before it must be widened.</summary>
    public const int WordsPerByteCounter = 31;

    /// <summary>Set bits of the numbers 0..15, the table of the kernels that count by shuffle.</summary>
    public static Vector128<byte> HalfByteCounts => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);

    /// <summary>
    /// Rearranges row-major codes into planar groups; codes missing in the last group are zero, and of the last word of
    /// a code only the bits of the
    /// mask are taken.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Make(HammingKernel kernel, ulong* codes, int count, int words, ulong mask, ulong* planar)
    {
        if (HammingKernelSupport.IsNative(kernel))
        {
            NativeHamming.MakePlanar(HammingKernelSupport.IsaOf(kernel), codes, count, words, mask, planar);
            return;
        }
        int whole = kernel == HammingKernel.Vector512 && words is 2 or 4 or 8 ? count / Group * Group : 0;
        for (int first = 0; first < whole; first += Group)
        {
            ulong* source = codes + (nint)first * words, target = planar + (nint)first * words;
            for (int half = 0; half < 2; half++, source += 8 * words, target += 8)
            {
                if (words == 2)
                    Two(source, target);
                else if (words == 4)
                    Four(source, target, Group);
                else
                    Eight(source, target);
            }
        }
        Plain(codes, whole, count, words, planar);
        if (mask == ulong.MaxValue)
            return;
        for (int first = 0; first < count; first += Group)
        {
            ulong* last = planar + ((nint)first * words) + ((words - 1) * Group);
            for (int i = 0; i < Group; i += Vector128<ulong>.Count)
                (Vector128.Load(last + i) & Vector128.Create(mask)).Store(last + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain(ulong* codes, int first, int count, int words, ulong* planar)
    {
        for (; first < count; first += Group)
        {
            ulong* group = planar + (nint)first * words;
            int filled = Math.Min(Group, count - first);
            for (int word = 0; word < words; word++, group += Group)
            {
                ulong* source = codes + (nint)first * words + word;
                for (int i = 0; i < filled; i++)
                    group[i] = source[(nint)i * words];
                for (int i = filled; i < Group; i++)
                    group[i] = 0;
            }
        }
    }

    // A word's place is code x words + word. Taking the even places before the odd ones moves the lowest bit of the place to the top, so that after
    // log2(words) times the place is word x 8 + code.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(ulong* source, ulong* target)
    {
        Vector512<ulong> a = Vector512.Load(source), b = Vector512.Load(source + 8);
        Evens(a, b).Store(target);
        Odds(a, b).Store(target + Group);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ulong* source, ulong* target, int stride)
    {
        Vector512<ulong> a = Vector512.Load(source), b = Vector512.Load(source + 8), c = Vector512.Load(source + 16), d = Vector512.Load(source + 24);
        Vector512<ulong> even0 = Evens(a, b), even1 = Evens(c, d), odd0 = Odds(a, b), odd1 = Odds(c, d);
        Evens(even0, even1).Store(target);
        Evens(odd0, odd1).Store(target + stride);
        Odds(even0, even1).Store(target + 2 * stride);
        Odds(odd0, odd1).Store(target + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(ulong* source, ulong* target)
    {
        ulong* even = stackalloc ulong[64];
        for (int i = 0; i < 4; i++)
        {
            Vector512<ulong> a = Vector512.Load(source + 16 * i), b = Vector512.Load(source + 16 * i + 8);
            Evens(a, b).Store(even + 8 * i);
            Odds(a, b).Store(even + 32 + 8 * i);
        }
        // Now two lots of 8 codes of four words: the even words and the odd ones.
        Four(even, target, 2 * Group);
        Four(even + 32, target + Group, 2 * Group);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Evens(Vector512<ulong> a, Vector512<ulong> b)
        => Avx512F.PermuteVar8x64x2(a, Vector512.Create(0ul, 2, 4, 6, 8, 10, 12, 14), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Odds(Vector512<ulong> a, Vector512<ulong> b)
        => Avx512F.PermuteVar8x64x2(a, Vector512.Create(1ul, 3, 5, 7, 9, 11, 13, 15), b);
}
