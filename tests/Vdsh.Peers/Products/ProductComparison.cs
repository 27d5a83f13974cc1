// Both programs in turns, so that whatever else the machine does hits both alike.
using System.Diagnostics;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using Vdsh.Cli.Bench;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Peers.Products;

/// <summary>Times products of the CPU backend and of OpenBLAS.</summary>
internal sealed unsafe class ProductComparison : IDisposable
{
    private const double SecondsPerProduct = 2;
    private const double FlopsPerRepetition = 4e8;
    private const int FewestRepetitions = 8;

    // OpenBLAS' threads wait busily for a while; what comes next should have the cores for itself.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CpuBackend backend;
    private readonly OpenBlas peer;
    private readonly int threads;

    public ProductComparison(int threads)
    {
        this.threads = threads;
        peer = new OpenBlas(threads);
        backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
    }

    /// <summary>The processor whose kernels OpenBLAS uses.</summary>
    public string PeerKernels => peer.Kernels;

    public void Dispose() => backend.Dispose();

    /// <summary>Times one product in one form.</summary>
    public ProductResult Run(ProductShape shape, bool transposeA, bool transposeB, string form, ulong seed)
    {
        (int m, int n, int k) = (shape.M, shape.N, shape.K);
        float[,] a = Random(transposeA ? k : m, transposeA ? m : k, seed), b = Random(transposeB ? n : k, transposeB ? k : n, seed + 1);
        using DeviceMatrix left = Upload(a), right = Upload(b), result = backend.Allocate(m, n);
        float* theirResult = (float*)NativeMemory.AlignedAlloc((nuint)((long)m * n * sizeof(float)), 64);
        int calls = Math.Max(1, (int)(FlopsPerRepetition / shape.Flops));
        // The clock of a processor changes within minutes, so each product has a peak of its own time.
        double ours = 0, theirs = 0, peak = 0;
        var shares = new List<double>();
        long start = Stopwatch.GetTimestamp();
        Transpose turnA = transposeA ? Transpose.Yes : Transpose.No, turnB = transposeB ? Transpose.Yes : Transpose.No;
        fixed (float* pinnedA = a, pinnedB = b)
        {
            float* pointerA = pinnedA, pointerB = pinnedB;
            for (int repetition = 0; repetition < FewestRepetitions || Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsPerProduct; repetition++)
            {
                Thread.Sleep(Pause);
                peak = Math.Max(peak, GemmPeak.Measure(threads));
                double rate = shape.Flops * Rate(calls, () => backend.Multiply(left, turnA, right, turnB, 1, 0, result));
                shares.Add(rate / GemmPeak.Measure(threads, TimeSpan.Zero));
                ours = Math.Max(ours, rate);
                theirs = Math.Max(theirs, shape.Flops * Rate(calls, () => peer.Multiply(m, n, k, pointerA, transposeA, pointerB, transposeB, theirResult)));
            }
        }
        RequireAgreement(result, theirResult, k);
        NativeMemory.AlignedFree(theirResult);
        return new ProductResult(shape, form, threads, peak, ours, theirs, Median.Of(shares));
    }

    // Calls in a second; the first one wakes threads and does not count.
    private static double Rate(int calls, Action call)
    {
        call();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            call();
        return calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // A product that is fast and wrong would win every comparison.
    private void RequireAgreement(DeviceMatrix ours, float* theirs, int k)
    {
        float[,] values = new float[ours.Rows, ours.Columns];
        backend.Download(ours, values);
        double largest = 0;
        for (int i = 0; i < values.Length; i++)
            largest = Math.Max(largest, Math.Abs(values.AsSpan()[i] - theirs[i]));
        if (!(largest <= 1e-5 * k))
            throw new PeerException($"The products differ by {largest}.");
    }

    private DeviceMatrix Upload(float[,] values)
    {
        DeviceMatrix matrix = backend.Allocate(values.GetLength(0), values.GetLength(1));
        backend.Upload(values, matrix);
        return matrix;
    }

    private static float[,] Random(int rows, int columns, ulong seed)
    {
        SeededRandom random = new(seed);
        float[,] values = new float[rows, columns];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextGaussian();
        return values;
    }
}
