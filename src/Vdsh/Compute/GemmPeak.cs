// The machine's own speed limit, measured beside every speed that is reported: a figure means something only as a share of it.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

/// <summary>The peak of matrix products: fused multiply-adds on registers alone, without any memory access.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static unsafe class GemmPeak
{
    private const int Sums = 12;
    private const float Factor = 0.99f;
    private const float Term = 0.01f;
    private const long SliceRounds = 250_000;
    private const int FewestSlices = 8;

    // Long enough to see a quiet moment between what else a machine does.
    private static readonly TimeSpan usualDuration = TimeSpan.FromMilliseconds(150);

    /// <summary>Measures the peak in single-precision FLOP/s (a multiply-add counts 2); takes about 150 ms.</summary>
    /// <param name="threads">Threads that run at the same time, at least 1.</param>
    /// <param name="width">Vector width.</param>
    /// <returns>The best of many short slices, all threads together, FLOP/s.</returns>
    /// <exception cref="PlatformNotSupportedException">The machine does not accelerate the width.</exception>
    public static double Measure(int threads, VectorWidth width = VectorWidth.Best) => Measure(threads, usualDuration, width);

    /// <summary>Measures the peak at the clock that the processor has just now: its clock falls under load, and the first moments of a measurement are still at it.</summary>
    /// <param name="threads">Threads that run at the same time, at least 1.</param>
    /// <param name="duration">How long to look; at least until 8 slices of about a millisecond have had a thread for each of their parts, or 150 ms more.</param>
    /// <param name="width">Vector width.</param>
    /// <returns>The best of the slices, all threads together, FLOP/s.</returns>
    /// <exception cref="PlatformNotSupportedException">The machine does not accelerate the width.</exception>
    public static double Measure(int threads, TimeSpan duration, VectorWidth width = VectorWidth.Best)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        width = CpuBackend.Resolve(width);
        using WorkerTeam team = new(threads);
        float[] sums = new float[threads];
        double best = 0;
        fixed (float* workerSums = sums)
        {
            LoopJob job = new() { Width = width, WorkerSums = workerSums };
            int slices = 0;
            TimeSpan elapsed;
            long start = Stopwatch.GetTimestamp();
            do
            {
                Array.Clear(sums);
                long before = Stopwatch.GetTimestamp();
                team.Run(ref job, threads);
                best = Math.Max(best, 2.0 * Lanes(width) * Sums * SliceRounds * threads / Stopwatch.GetElapsedTime(before).TotalSeconds);

                // Threads that have just started can share a core for a while; then one does the parts of all, and that is not the peak.
                if (!sums.Contains(0))
                    slices++;
                elapsed = Stopwatch.GetElapsedTime(start);
            }
            while (elapsed < duration || (slices < FewestSlices && elapsed < duration + usualDuration));
        }
        return best;
    }

    private static int Lanes(VectorWidth width) => width switch { VectorWidth.Bits512 => 16, VectorWidth.Bits256 => 8, _ => 4 };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop512(long rounds)
    {
        Vector512<float> x = Vector512.Create(Factor), y = Vector512.Create(Term);
        Vector512<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x;
        Vector512<float> s6 = x, s7 = x, s8 = x, s9 = x, sa = x, sb = x;
        for (; rounds > 0; rounds--)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, x, y);
            s1 = Vector512.FusedMultiplyAdd(s1, x, y);
            s2 = Vector512.FusedMultiplyAdd(s2, x, y);
            s3 = Vector512.FusedMultiplyAdd(s3, x, y);
            s4 = Vector512.FusedMultiplyAdd(s4, x, y);
            s5 = Vector512.FusedMultiplyAdd(s5, x, y);
            s6 = Vector512.FusedMultiplyAdd(s6, x, y);
            s7 = Vector512.FusedMultiplyAdd(s7, x, y);
            s8 = Vector512.FusedMultiplyAdd(s8, x, y);
            s9 = Vector512.FusedMultiplyAdd(s9, x, y);
            sa = Vector512.FusedMultiplyAdd(sa, x, y);
            sb = Vector512.FusedMultiplyAdd(sb, x, y);
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + sa + sb);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop256(long rounds)
    {
        Vector256<float> x = Vector256.Create(Factor), y = Vector256.Create(Term);
        Vector256<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x;
        Vector256<float> s6 = x, s7 = x, s8 = x, s9 = x, sa = x, sb = x;
        for (; rounds > 0; rounds--)
        {
            s0 = Vector256.FusedMultiplyAdd(s0, x, y);
            s1 = Vector256.FusedMultiplyAdd(s1, x, y);
            s2 = Vector256.FusedMultiplyAdd(s2, x, y);
            s3 = Vector256.FusedMultiplyAdd(s3, x, y);
            s4 = Vector256.FusedMultiplyAdd(s4, x, y);
            s5 = Vector256.FusedMultiplyAdd(s5, x, y);
            s6 = Vector256.FusedMultiplyAdd(s6, x, y);
            s7 = Vector256.FusedMultiplyAdd(s7, x, y);
            s8 = Vector256.FusedMultiplyAdd(s8, x, y);
            s9 = Vector256.FusedMultiplyAdd(s9, x, y);
            sa = Vector256.FusedMultiplyAdd(sa, x, y);
            sb = Vector256.FusedMultiplyAdd(sb, x, y);
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + sa + sb);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop128(long rounds)
    {
        Vector128<float> x = Vector128.Create(Factor), y = Vector128.Create(Term);
        Vector128<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x;
        Vector128<float> s6 = x, s7 = x, s8 = x, s9 = x, sa = x, sb = x;
        for (; rounds > 0; rounds--)
        {
            s0 = Vector128.FusedMultiplyAdd(s0, x, y);
            s1 = Vector128.FusedMultiplyAdd(s1, x, y);
            s2 = Vector128.FusedMultiplyAdd(s2, x, y);
            s3 = Vector128.FusedMultiplyAdd(s3, x, y);
            s4 = Vector128.FusedMultiplyAdd(s4, x, y);
            s5 = Vector128.FusedMultiplyAdd(s5, x, y);
            s6 = Vector128.FusedMultiplyAdd(s6, x, y);
            s7 = Vector128.FusedMultiplyAdd(s7, x, y);
            s8 = Vector128.FusedMultiplyAdd(s8, x, y);
            s9 = Vector128.FusedMultiplyAdd(s9, x, y);
            sa = Vector128.FusedMultiplyAdd(sa, x, y);
            sb = Vector128.FusedMultiplyAdd(sb, x, y);
        }

        return Vector128.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + sa + sb);
    }

    private struct LoopJob : ITeamJob
    {
        public VectorWidth Width;
        public float* WorkerSums;

        // Storing the sum keeps the compiler from dropping the loop, and tells which workers took part: it is never 0.
        public readonly void Execute(int task, int worker) => WorkerSums[worker] = Width switch
        {
            VectorWidth.Bits512 => Loop512(SliceRounds),
            VectorWidth.Bits256 => Loop256(SliceRounds),
            _ => Loop128(SliceRounds),
        };
    }
}
