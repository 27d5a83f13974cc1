// The suite on the CPU backend with every vector width forced and with one and two threads.
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

[TestFixture(VectorWidth.Bits512, 1)]
[TestFixture(VectorWidth.Bits512, 2)]
[TestFixture(VectorWidth.Bits256, 1)]
[TestFixture(VectorWidth.Bits256, 2)]
[TestFixture(VectorWidth.Bits128, 1)]
[TestFixture(VectorWidth.Bits128, 2)]
public sealed class CpuBackendTests(VectorWidth width, int threads) : BackendSuite
{
    protected override IComputeBackend Create()
    {
        if (!CpuBackend.IsSupported(width))
            Assert.Ignore($"This machine does not accelerate {width}.");
        return new CpuBackend(new CpuBackendOptions { Threads = threads, VectorWidth = width });
    }

    [Test]
    public void Any_threads_and_width_give_the_same_bits()
    {
        int m = Random.Next(1, 700), n = Random.Next(1, 450), k = Random.Next(1, 1300), d = Random.Next(1, 200);
        TestContext.Out.WriteLine($"{m} x {n} x {k}, inverse of {d}");
        float[,] a = ReferenceAlgebra.Random(Random, m, k), b = ReferenceAlgebra.Random(Random, k, n), z = ReferenceAlgebra.Random(Random, 300, d);
        using CpuBackend plain = new(new CpuBackendOptions { Threads = 1, VectorWidth = VectorWidth.Bits128 });
        var expected = Everything(plain, a, b, z);
        var actual = Everything(Backend, a, b, z);
        Assert.That(actual.Product, Is.EqualTo(expected.Product));
        Assert.That(actual.Inverse, Is.EqualTo(expected.Inverse));
        Assert.That(actual.Dot, Is.EqualTo(expected.Dot));
    }

    [Test]
    public void Any_threads_give_the_same_pairs_triplets_and_rankings([Range(0, 5)] int operation)
    {
        int n = Random.Next(2, 150), bits = Random.Next(1, 70);
        TestContext.Out.WriteLine($"{n} items, {bits} bits");
        float[,] products = ReferenceAlgebra.Random(Random, n, n), affinity = PairCases.Affinity(PairCases.Labels(PairCase.MultiLabel, Random, n));
        (float[,], double) Run(IComputeBackend backend)
        {
            using DeviceMatrix p = backend.Allocate(n, n), a = backend.Allocate(n, n), m = backend.Allocate(n, n);
            backend.Upload(products, p);
            backend.Upload(affinity, a);
            double loss = operation switch
            {
                0 => backend.PairLikelihood(p, a, m),
                1 => backend.TripletLikelihood(p, a, 3, int.MaxValue, int.MaxValue, 1, m),
                2 => backend.TripletLikelihood(p, a, 3, 4, 7, 1, m),
                3 => backend.AveragePrecisionRelaxation(p, a, bits, bits, m),
                4 => backend.NdcgRelaxation(p, a, bits, bits, m),
                _ => backend.SoftmaxCrossEntropy(p, a, m),
            };
            float[,] gradient = new float[n, n];
            backend.Download(m, gradient);
            return (gradient, loss);
        }

        using CpuBackend single = new(new CpuBackendOptions { Threads = 1 }), several = new(new CpuBackendOptions { Threads = 5 });
        Assert.That(Run(several), Is.EqualTo(Run(single)));
        Assert.That(Run(Backend), Is.EqualTo(Run(single)));
    }

    [Test]
    public void A_training_step_allocates_nothing_after_the_first()
    {
        var (_, input) = Draw(200, 101);
        var (_, weights) = Draw(101, 100);
        var (_, velocity) = Draw(101, 100);
        DeviceMatrix output = Allocate(200, 100), back = Allocate(200, 101), moment = Allocate(101, 101), inverse = Allocate(101, 101);
        DeviceMatrix one = Allocate(1, 1), step = Allocate(101, 100), sums = Allocate(32, 100);
        DeviceMatrix products = Allocate(200, 200), affinity = Allocate(200, 200), pairs = Allocate(200, 200), centres = Allocate(100, 101), presence = Allocate(100, 1);
        DeviceMatrix means = output.TopRows(100), sample = input.TopRows(32);
        Backend.Fill(affinity.View(0, 0, 100, 100), 1);
        ulong[] codes = new ulong[400];
        void Step()
        {
            Backend.Affine(input, weights, Activation.Relu, output, sums);
            Backend.BackMultiplier(output, weights, input, back);
            Backend.GramMoment(input, 0.5f, moment);
            Backend.InvertSpd(moment, 1, 0, inverse, one);
            Backend.Multiply(input, Transpose.Yes, output, Transpose.No, 1, 0, step);
            Backend.TrustRegionStep(sample, sums, weights, velocity, 0.1f, 0.01f, 1e-5f, one, DecayTarget.Identity);
            Backend.Force(output, output, one, 0.9f, 1, 0.3f, QuantizationPull.Sign, 2, output);
            Backend.Dot(output, output);
            Backend.AllFinite(output);
            Backend.ApplyCodeFunction(output, CodeFunction.Tanh, output);
            Backend.PackSigns(output, codes);
            Backend.PairLikelihood(products, affinity, pairs);
            Backend.TripletLikelihood(products, affinity, 1, int.MaxValue, int.MaxValue, 1, pairs);
            Backend.TripletLikelihood(products, affinity, 1, 5, 9, 1, pairs);
            Backend.AveragePrecisionRelaxation(products, affinity, 48, 24, pairs);
            Backend.NdcgRelaxation(products, affinity, 48, 24, pairs);
            Backend.SoftmaxCrossEntropy(products, affinity, pairs);
            Backend.MoveCentres(means, presence, 0.01f, centres);
        }

        Step();
        Step();
        Assert.That(Garbage.Of(Step), Is.Zero);
    }

    private static (float[,] Product, float[,] Inverse, double Dot) Everything(IComputeBackend backend, float[,] a, float[,] b, float[,] z)
    {
        int m = a.GetLength(0), n = b.GetLength(1), k = b.GetLength(0), d = z.GetLength(1);
        using DeviceMatrix left = backend.Allocate(m, k), right = backend.Allocate(k, n), product = backend.Allocate(m, n);
        using DeviceMatrix rows = backend.Allocate(300, d), moment = backend.Allocate(d, d), inverse = backend.Allocate(d, d), ridge = backend.Allocate(1, 1);
        backend.Upload(a, left);
        backend.Upload(b, right);
        backend.Upload(z, rows);
        backend.Multiply(left, Transpose.No, right, Transpose.No, 0.5f, 0, product);
        backend.GramMoment(rows, 0, moment);
        backend.InvertSpd(moment, 0, 0.5f, inverse, ridge);
        float[,] c = new float[m, n], inverted = new float[d, d];
        backend.Download(product, c);
        backend.Download(inverse, inverted);
        return (c, inverted, backend.Dot(product, product));
    }
}
