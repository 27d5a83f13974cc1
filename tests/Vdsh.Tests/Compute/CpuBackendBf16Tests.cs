// The suite with products of bfloat16, without and with AMX: factors that are bfloat16 already leave only the rounding of float32, so the bounds are the same.
// And what rounding does.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

[TestFixture(false)]
[TestFixture(true)]
public sealed class CpuBackendBf16Tests(bool amx) : BackendSuite
{
    protected override IComputeBackend Create() => Create(threads: 2);

    protected override float[,] Representable(float[,] values) => Bf16.Round(values);

    private CpuBackend Create(int threads)
    {
        if (!CpuBackend.HasBFloat16)
        {
            var refusal = Assert.Throws<PlatformNotSupportedException>(() => _ = new CpuBackend(new CpuBackendOptions { Precision = ProductPrecision.BFloat16 }))!;
            Assert.Ignore(refusal.Message);
        }
        if (amx && !CpuBackend.HasAmx)
            Assert.Ignore("This processor does not have AMX, the system does not let this process use it, or the compiler of the native library did not know it.");
        CpuBackend backend = new(new CpuBackendOptions { Threads = threads, Precision = ProductPrecision.BFloat16, Amx = amx });
        Assert.That(backend.Description, amx ? Does.Contain("(AMX)") : Does.Not.Contain("(AMX)"));
        return backend;
    }

    [Test]
    public void Factors_are_rounded_and_sums_are_not([Values] Transpose transposeA, [Values] Transpose transposeB, [Values(1, 2, 31, 64, 513)] int k)
    {
        int m = Random.Next(1, 100), n = Random.Next(1, 100);
        bool turnA = transposeA == Transpose.Yes, turnB = transposeB == Transpose.Yes;
        float[,] a = turnA ? ReferenceAlgebra.Random(Random, k, m) : ReferenceAlgebra.Random(Random, m, k);
        float[,] b = turnB ? ReferenceAlgebra.Random(Random, n, k) : ReferenceAlgebra.Random(Random, k, n);
        DeviceMatrix c = Allocate(m, n);
        Backend.Multiply(Upload(a), transposeA, Upload(b), transposeB, 1, 0, c);
        AssertClose(Download(c), ReferenceAlgebra.Multiply(Bf16.Round(a), turnA, Bf16.Round(b), turnB), Tolerance(k), $"{m} x {n} x {k}");
    }

    [Test]
    public void Every_kind_of_number_is_rounded_as_the_format_says([Values] Transpose transposed, [Values] bool left)
    {
        const int Count = 5000;
        float[] values = [.. Enumerable.Range(0, Count).Select(i => Number(i))];
        // A product by one, of depth one: the numbers are a column or a row, as stored.
        float[,] column = new float[Count, 1], row = new float[1, Count], one = { { 1 } };
        for (int i = 0; i < Count; i++)
            column[i, 0] = row[0, i] = values[i];
        bool standing = left == (transposed == Transpose.No);
        DeviceMatrix factor = Upload(standing ? column : row), unit = Upload(one), product = left ? Allocate(Count, 1) : Allocate(1, Count);
        if (left)
            Backend.Multiply(factor, transposed, unit, Transpose.No, 1, 0, product);
        else
            Backend.Multiply(unit, Transpose.No, factor, transposed, 1, 0, product);
        float[] actual = Download(product).AsSpan().ToArray();
        for (int i = 0; i < Count; i++)
            Assert.That(actual[i], Is.EqualTo(Bf16.Round(values[i])), $"number {i}: {values[i]:R}");
    }

    [Test]
    public void Any_threads_give_the_same_bits()
    {
        int m = Random.Next(1, 600), n = Random.Next(1, 400), k = Random.Next(1, 1200);
        TestContext.Out.WriteLine($"{m} x {n} x {k}");
        var (_, a) = Draw(m, k);
        var (_, b) = Draw(k, n);
        DeviceMatrix c = Allocate(m, n), d = Allocate(m, n);
        Backend.Multiply(a, Transpose.No, b, Transpose.No, 0.5f, 0, c);
        using CpuBackend several = Create(5);
        several.Multiply(a, Transpose.No, b, Transpose.No, 0.5f, 0, d);
        Assert.That(Download(d), Is.EqualTo(Download(c)));
    }

    [Test]
    public void Inverses_and_step_lengths_are_not_rounded()
    {
        float[,] z = ReferenceAlgebra.Random(Random, 300, 70);
        DeviceMatrix rows = Upload(z), moment = Allocate(70, 70), inverse = Allocate(70, 70), ridge = Allocate(1, 1), expected = Allocate(70, 70);
        using CpuBackend exact = new(new CpuBackendOptions { Threads = 2 });
        exact.GramMoment(rows, 0, moment);
        exact.InvertSpd(moment, 0.1f, 0, expected, ridge);
        Backend.InvertSpd(moment, 0.1f, 0, inverse, ridge);
        Assert.That(Download(inverse), Is.EqualTo(Download(expected)));
    }

    // Random bits, which are all kinds of numbers; and those that lie halfway between two of the format, zeros, infinities, the greatest, none at all.
    private float Number(int i) => (i % 8) switch
    {
        0 => BitConverter.UInt32BitsToSingle(((uint)Random.Next(1 << 16) << 16) | 0x8000),
        1 => (i / 8 % 6) switch { 0 => 0, 1 => float.PositiveInfinity, 2 => float.NegativeInfinity, 3 => float.MaxValue, 4 => float.NaN, _ => float.Epsilon },
        2 or 3 => (float)(Random.NextDouble() - 0.5),
        _ => BitConverter.UInt32BitsToSingle((uint)Random.NextInt64(1L << 32)),
    };
}
