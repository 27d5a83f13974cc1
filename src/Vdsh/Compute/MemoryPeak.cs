// A scan over codes can be no faster than memory is read, so the search benchmark measures that limit beside it.
using System.Diagnostics;
using System.Numerics;
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

/// <summary>The peak of reading memory.</summary>
public static class MemoryPeak
{
    private const int WordsPerThread = 1 << 23;

    /// <summary>Bytes per second that all threads together read from arrays larger than the caches (64 MiB each, on large pages where there are some):
    /// the best of five passes as one rising stream and five as four, which some processors read faster.</summary>
    /// <param name="threads">Threads that read at the same time, at least 1.</param>
    public static double MeasureRead(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ulong[][] blocks = [.. Enumerable.Range(0, threads).Select(_ => LargePages.AllocateArray<ulong>(WordsPerThread))];
        ulong[] sums = new ulong[threads];
        foreach (ulong[] block in blocks)
            Array.Fill(block, 1UL);
        double best = 0;
        for (int pass = 0; pass < 10; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => sums[i] = Sum(blocks[i], pass % 2 == 0 ? 1 : 4));
            best = Math.Max(best, (double)threads * WordsPerThread * sizeof(ulong) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        // The sums are looked at so that the reads cannot be left out.
        Debug.Assert(sums.All(sum => sum == WordsPerThread));
        return sums[0] > 0 ? best : 0;
    }

    // Whole steps only: the length is a power of two.
    private static ulong Sum(ReadOnlySpan<ulong> values, int streams)
    {
        Vector<ulong> a = default, b = default, c = default, d = default;
        int width = Vector<ulong>.Count;
        int apart = streams == 1 ? width : values.Length / 4;
        int step = streams == 1 ? 4 * width : width;
        for (int i = 0; i + 3 * apart + width <= values.Length; i += step)
        {
            a += new Vector<ulong>(values[i..]);
            b += new Vector<ulong>(values[(i + apart)..]);
            c += new Vector<ulong>(values[(i + 2 * apart)..]);
            d += new Vector<ulong>(values[(i + 3 * apart)..]);
        }
        return Vector.Sum(a + b + c + d);
    }
}
