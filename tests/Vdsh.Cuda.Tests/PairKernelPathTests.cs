// The paths of the kernels over pairs that the shared suite's small batches do not reach, and the promise that no order changes a bit.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Tests.Compute;

namespace Vdsh.Cuda.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class PairKernelPathTests(bool reverse)
{
    private const int Bits = 24;

    // Both backends evaluate the same terms in single precision and add them up in double, in different orders.
    private const double LossTolerance = 1e-6, GradientTolerance = 5e-6;

    private readonly Random random = new(61);
    private CudaBackend cuda = null!;
    private CpuBackend cpu = null!;

    private delegate double PairOperation(IComputeBackend backend, DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient);

    [OneTimeSetUp]
    public void Create()
    {
        TestDevice.RequireEmulator(reverse, races: !reverse);
        cuda = new CudaBackend();
        cpu = new CpuBackend();
    }

    [OneTimeTearDown]
    public void Free()
    {
        cuda?.Dispose();
        cpu?.Dispose();
    }

    [Test]
    public void A_thousand_items([Range(0, 3)] int which) =>
        AssertFollowsCpu(Products(1000, Bits), PairCases.Affinity(PairCases.Labels(PairCase.MultiLabel, random, 1000)), Operations()[which]);

    [Test]
    public void More_bins_than_threads([Values] bool ndcg, [Values(256, 300, 1111)] int bins) => Rank(ndcg, 40, bins);

    [Test]
    public void Histograms_too_large_for_shared_memory_and_more_queries_than_blocks([Values] bool ndcg) => Rank(ndcg, 300, 2600);

    [Test]
    public void Long_lists_of_triplets_in_shared_and_in_global_memory([Values(400, 2060)] int items)
    {
        // The operation takes any affinity. A few anchors with half of the items each are enough, and all triplets of all anchors would take hours here.
        float[,] affinity = new float[items, items];
        foreach (int anchor in (int[])[0, 1, items / 2, items - 1])
        {
            for (int j = 0; j < items; j++)
                affinity[anchor, j] = (j / 3 + anchor) % 2;
        }
        AssertFollowsCpu(Products(items, Bits), affinity, (backend, p, a, m) => backend.TripletLikelihood(p, a, 4.8f, int.MaxValue, int.MaxValue, 5, m));
    }

    [Test]
    public void Softmax_of_more_rows_than_warps()
    {
        const int Rows = 1100, Classes = 37;
        float[,] scores = ReferenceAlgebra.Random(random, Rows, Classes), targets = new float[Rows, Classes];
        for (int i = 0; i < Rows; i++)
            targets[i, random.Next(Classes)] = 1;
        double Run(IComputeBackend backend, float[,] difference)
        {
            using DeviceMatrix z = Upload(backend, scores), t = Upload(backend, targets), d = backend.Allocate(Rows, Classes);
            double loss = backend.SoftmaxCrossEntropy(z, t, d);
            backend.Download(d, new Span2D<float>(difference));
            return loss;
        }
        AssertSame(Run, Rows, Classes);
    }

    [Test]
    public void No_order_of_blocks_and_warps_changes_a_bit([Range(0, 3)] int which)
    {
        const int Items = 150;
        float[,] products = Products(Items, Bits), affinity = PairCases.Affinity(PairCases.Labels(PairCase.MultiLabel, random, Items));
        float[,] gradient = new float[Items, Items], other = new float[Items, Items];
        double loss = Evaluate(cuda, products, affinity, Operations()[which], gradient);
        TestDevice.RequireEmulator(!reverse, races: !reverse);
        try
        {
            Assert.That(Evaluate(cuda, products, affinity, Operations()[which], other), Is.EqualTo(loss));
            Assert.That(other, Is.EqualTo(gradient));
        }
        finally
        {
            TestDevice.RequireEmulator(reverse, races: !reverse);
        }
    }

    private static PairOperation[] Operations() =>
    [
        (backend, p, a, m) => backend.PairLikelihood(p, a, m),
        (backend, p, a, m) => backend.TripletLikelihood(p, a, 4.8f, 32, 64, 11, m),
        (backend, p, a, m) => backend.AveragePrecisionRelaxation(p, a, Bits, Bits, m),
        (backend, p, a, m) => backend.NdcgRelaxation(p, a, Bits, Bits, m),
    ];

    private void Rank(bool ndcg, int items, int bins)
    {
        int bits = 2 * bins;
        float[,] affinity = PairCases.Affinity(PairCases.Labels(PairCase.MultiLabel, random, items));
        AssertFollowsCpu(Products(items, bits), affinity, (backend, p, a, m)
            => ndcg ? backend.NdcgRelaxation(p, a, bits, bins, m) : backend.AveragePrecisionRelaxation(p, a, bits, bins, m));
    }

    private float[,] Products(int items, int bits)
    {
        float[,] codes = ReferenceAlgebra.Random(random, items, bits), products = new float[items, items];
        using DeviceMatrix rows = Upload(cpu, codes), result = cpu.Allocate(items, items);
        cpu.Multiply(rows, Transpose.No, rows, Transpose.Yes, 1, 0, result);
        cpu.Download(result, new Span2D<float>(products));
        return products;
    }

    private void AssertFollowsCpu(float[,] products, float[,] affinity, PairOperation operation) =>
        AssertSame((backend, gradient) => Evaluate(backend, products, affinity, operation, gradient), products.GetLength(0), products.GetLength(1));

    private void AssertSame(Func<IComputeBackend, float[,], double> run, int rows, int columns)
    {
        float[,] actual = new float[rows, columns], expected = new float[rows, columns];
        double loss = run(cuda, actual), lossExpected = run(cpu, expected), largest = 0, worst = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double difference = Math.Abs((double)actual[i, j] - expected[i, j]);
                Assert.That(difference, Is.Not.NaN);
                worst = Math.Max(worst, difference);
                largest = Math.Max(largest, Math.Abs(expected[i, j]));
            }
        }
        TestContext.Out.WriteLine($"loss {loss}, on the CPU {lossExpected}; elements differ by at most {worst / largest:E1} of the largest");
        Assert.That(loss, Is.EqualTo(lossExpected).Within(LossTolerance * lossExpected));
        Assert.That(largest, Is.Positive);
        Assert.That(worst, Is.LessThanOrEqualTo(GradientTolerance * largest));
    }

    private static double Evaluate(IComputeBackend backend, float[,] products, float[,] affinity, PairOperation operation, float[,] gradient)
    {
        using DeviceMatrix p = Upload(backend, products), a = Upload(backend, affinity), m = backend.Allocate(p.Rows, p.Columns);
        double loss = operation(backend, p, a, m);
        backend.Download(m, new Span2D<float>(gradient));
        return loss;
    }

    private static DeviceMatrix Upload(IComputeBackend backend, float[,] values)
    {
        DeviceMatrix matrix = backend.Allocate(values.GetLength(0), values.GetLength(1));
        backend.Upload(new ReadOnlySpan2D<float>(values), matrix);
        return matrix;
    }
}
