// A scan over codes can be no faster than memory is read, so the search benchmark measures that limit beside it.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

/// <summary>The peak of reading memory.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class MemoryPeak
{
    private const int WordsPerThread = 1 << 23;
    private const int WordsPerLine = 8;
    private const int PassesOfEach = 6;

    // One rising stream, and several side by side, which some processors read faster.
    private static readonly int[] Streams = [1, 4, 8];

    /// <summary>Bytes per second that all threads together read from arrays larger than the caches (64 MiB each, on large pages where there are some):
    /// the best of some passes as one rising stream, as four and as eight.</summary>
    /// <param name="threads">Threads that read at the same time, at least 1.</param>
    public static double MeasureRead(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ulong[][] blocks = [.. Enumerable.Range(0, threads).Select(_ => LargePages.AllocateArray<ulong>(WordsPerThread))];
        ulong[] sums = new ulong[threads];
        foreach (ulong[] block in blocks)
            Array.Fill(block, 1UL);
        double best = 0;
        for (int pass = 0; pass < PassesOfEach * Streams.Length; pass++)
        {
            int streams = Streams[pass % Streams.Length];
            long start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => sums[i] = Sum(blocks[i], streams));
            best = Math.Max(best, (double)threads * WordsPerThread * sizeof(ulong) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        // The sums are looked at so that the reads cannot be left out.
        Debug.Assert(sums.All(sum => sum == WordsPerThread));
        return sums[0] > 0 ? best : 0;
    }

    // A line of each stream in turn, half of it in each of two sums; all lengths are powers of two.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe ulong Sum(ulong[] values, int streams)
    {
        Vector256<ulong> a = default, b = default;
        int each = values.Length / streams;
        fixed (ulong* first = values)
        {
            for (int line = 0; line < each; line += WordsPerLine)
            {
                ulong* at = first + line;
                for (int stream = 0; stream < streams; stream++, at += each)
                {
                    a += Vector256.Load(at);
                    b += Vector256.Load(at + (WordsPerLine / 2));
                }
            }
        }
        return Vector256.Sum(a + b);
    }
}
