// Operations share buffers for partial sums, packed factors and rows in progress: this uses every one of them.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Tests.Concurrency;

/// <summary>Operations on matrices of their own, and numbers that tell whether one went wrong.</summary>
internal sealed class OperationChain(int seed)
{
    private readonly int n = 40 + (7 * seed), d = 30 + (5 * seed);

    public double[] Run(IComputeBackend backend)
    {
        var random = new Random(seed);
        using DeviceMatrix rows = Upload(backend, random, n, d), weights = Upload(backend, random, d, d);
        using DeviceMatrix output = backend.Allocate(n, d), moment = backend.Allocate(d, d);
        using DeviceMatrix inverse = backend.Allocate(d, d), ridge = backend.Allocate(1, 1), products = backend.Allocate(n, n);
        using DeviceMatrix affinity = backend.Allocate(n, n), pairs = backend.Allocate(n, n);
        using DeviceSums sums = backend.AllocateSums(1);
        backend.Affine(rows, weights, Activation.Relu, output);
        backend.GramMoment(rows, 0, moment);
        backend.InvertSpd(moment, 1, 0, inverse, ridge);
        backend.Multiply(rows, Transpose.No, rows, Transpose.Yes, 1, 0, products);
        backend.Fill(affinity.View(0, 0, n / 2, n / 2), 1);
        backend.Dot(output, output, sums, 0);
        double[] sum = new double[1];
        backend.Read(sums, sum);
        ulong[] codes = new ulong[n * ((d + 63) / 64)];
        backend.PackSigns(rows, codes);
        return
        [
            sum[0],
            backend.Dot(inverse, inverse),
            backend.PairLikelihood(products, affinity, pairs),
            backend.Dot(pairs, pairs),
            backend.TripletLikelihood(products, affinity, 1, 5, 5, 1, pairs),
            backend.AveragePrecisionRelaxation(products, affinity, d, d, pairs),
            backend.NdcgRelaxation(products, affinity, d, d, pairs),
            backend.Dot(pairs, pairs),
            codes.Aggregate(0UL, (hash, word) => (hash * 31) ^ word),
        ];
    }

    private static DeviceMatrix Upload(IComputeBackend backend, Random random, int rows, int columns)
    {
        float[,] values = new float[rows, columns];
        foreach (ref float value in values.AsSpan())
            value = (random.NextSingle() * 2) - 1;
        DeviceMatrix matrix = backend.Allocate(rows, columns);
        backend.Upload(values, matrix);
        return matrix;
    }
}
