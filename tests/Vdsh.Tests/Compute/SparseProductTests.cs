// Products that skip the zeros of their left factor, against double-precision loops and against the dense products of single rows.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;

namespace Vdsh.Tests.Compute;

[TestFixture(VectorWidth.Bits512, 1)]
[TestFixture(VectorWidth.Bits512, 2)]
[TestFixture(VectorWidth.Bits512, 5)]
[TestFixture(VectorWidth.Bits256, 1)]
[TestFixture(VectorWidth.Bits256, 2)]
[TestFixture(VectorWidth.Bits128, 1)]
[TestFixture(VectorWidth.Bits128, 2)]
public sealed unsafe class SparseProductTests(VectorWidth width, int threads)
{
    private const int Fewest = 64;

    private static readonly (int M, int N, int K)[] Shapes =
    [
        (64, 64, 64), (65, 67, 66), (100, 97, 67), (257, 129, 301), (385, 512, 513), (140, 130, 1300), (1000, 64, 132), (70, 65, 1025), (401, 200, 785),
    ];

    private CpuBackend backend = null!;
    private Random random = null!;

    [OneTimeSetUp]
    public void CreateBackend()
    {
        if (!CpuBackend.IsSupported(width))
            Assert.Ignore($"This machine does not accelerate {width}.");
        backend = new CpuBackend(new CpuBackendOptions { Threads = threads, VectorWidth = width });
    }

    [SetUp]
    public void Seed()
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        random = new Random(seed);
    }

    [OneTimeTearDown]
    public void DisposeBackend() => backend?.Dispose();

    [Test]
    public void Products_equal_the_reference([ValueSource(nameof(Shapes))] (int M, int N, int K) shape, [Values(0, 0.02, 0.3, 0.5)] double density)
    {
        float[,] a = Sparse(shape.M, shape.K, density), b = ReferenceAlgebra.Random(random, shape.K, shape.N), c = ReferenceAlgebra.Random(random, shape.M, shape.N);
        Assert.That(IsSkipping(a, shape.N), Is.True);
        double[,] product = ReferenceAlgebra.Multiply(a, false, b, false);
        using DeviceMatrix left = Upload(a), right = Upload(b), result = Upload(c);

        backend.Multiply(left, Transpose.No, right, Transpose.No, 0.5f, -1.5f, result);
        AssertClose(Download(result), ReferenceAlgebra.Map(product, c, (p, old) => (0.5 * p) - (1.5 * old)), shape.K);
        backend.Fill(result, float.NaN);
        backend.Multiply(left, Transpose.No, right, Transpose.No, 1, 0, result);
        AssertClose(Download(result), product, shape.K);

        using DeviceMatrix sums = backend.Allocate(33, shape.N);
        backend.Affine(left, right, Activation.Relu, result, sums);
        AssertClose(Download(result), ReferenceAlgebra.Map(product, p => Math.Max(p, 0)), shape.K);
        double[,] first = new double[33, shape.N];
        Array.Copy(product, first, first.Length);
        AssertClose(Download(sums), first, shape.K);
    }

    [Test]
    public void Every_row_has_the_bits_that_it_has_alone(
        [ValueSource(nameof(Shapes))] (int M, int N, int K) shape, [Values] Activation activation, [Values(float.NaN, float.NegativeInfinity, 0f)] float oddity)
    {
        float[,] a = Sparse(shape.M, shape.K, 0.3), b = ReferenceAlgebra.Random(random, shape.K, shape.N);
        // Zero times what is not finite is not a number.
        if (oddity != 0)
        {
            for (int i = 0; i < 3; i++)
                b[random.Next(shape.K), random.Next(shape.N)] = oddity;
            a[random.Next(shape.M), random.Next(shape.K)] = oddity;
        }
        using DeviceMatrix left = Upload(a), right = Upload(b), result = backend.Allocate(shape.M, shape.N), row = backend.Allocate(1, shape.N);
        backend.Affine(left, right, activation, result);
        float[,] all = Download(result);
        for (int i = 0; i < shape.M; i++)
        {
            using DeviceMatrix one = left.View(i, 0, 1, shape.K), expected = result.View(i, 0, 1, shape.N);
            backend.Affine(one, right, activation, row);
            Assert.That(Download(expected), Is.EqualTo(Download(row)), $"row {i}");
        }
    }

    [Test]
    public void Zeros_are_skipped_only_where_it_pays()
    {
        Assert.That(IsSkipping(Sparse(200, 200, 0.4), 100), Is.True);
        Assert.That(IsSkipping(Sparse(200, 200, 0.7), 100), Is.False);
        Assert.That(IsSkipping(Sparse(Fewest - 1, 200, 0.1), 100), Is.False);
        Assert.That(IsSkipping(Sparse(200, Fewest - 1, 0.1), 100), Is.False);
        Assert.That(IsSkipping(Sparse(200, 200, 0.1), Fewest - 1), Is.False);
    }

    [Test]
    public void A_product_writes_inside_a_view_only()
    {
        float[,] a = Sparse(90, 80, 0.2), b = ReferenceAlgebra.Random(random, 80, 77);
        using DeviceMatrix left = Upload(a), right = Upload(b), frame = backend.Allocate(100, 100);
        backend.Fill(frame, 7);
        using (DeviceMatrix inside = frame.View(4, 9, 90, 77))
            backend.Multiply(left, Transpose.No, right, Transpose.No, 1, 0, inside);
        double[,] expected = new double[100, 100], product = ReferenceAlgebra.Multiply(a, false, b, false);
        for (int i = 0; i < 100; i++)
        {
            for (int j = 0; j < 100; j++)
                expected[i, j] = i is >= 4 and < 94 && j is >= 9 and < 86 ? product[i - 4, j - 9] : 7;
        }
        AssertClose(Download(frame), expected, 80);
    }

    private static bool IsSkipping(float[,] a, int columns)
    {
        fixed (float* first = a)
        {
            return SparsePlan.Suits(new GemmProblem { M = a.GetLength(0), N = columns, K = a.GetLength(1), A = first, StrideA = a.GetLength(1), Alpha = 1 });
        }
    }

    private float[,] Sparse(int rows, int columns, double density)
    {
        float[,] values = ReferenceAlgebra.Random(random, rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                values[i, j] = random.NextDouble() < density ? values[i, j] : random.Next(2) == 0 ? 0f : -0f;
        }
        return values;
    }

    private DeviceMatrix Upload(float[,] values)
    {
        DeviceMatrix matrix = backend.Allocate(values.GetLength(0), values.GetLength(1));
        backend.Upload(values, matrix);
        return matrix;
    }

    private float[,] Download(DeviceMatrix matrix)
    {
        float[,] values = new float[matrix.Rows, matrix.Columns];
        backend.Download(matrix, values);
        return values;
    }

    private static void AssertClose(float[,] actual, double[,] expected, int k)
    {
        double tolerance = 1e-6 * Math.Sqrt(k) * 4;
        for (int i = 0; i < expected.GetLength(0); i++)
        {
            for (int j = 0; j < expected.GetLength(1); j++)
            {
                if (!(Math.Abs(actual[i, j] - expected[i, j]) <= tolerance * Math.Max(1, Math.Abs(expected[i, j]))))
                    Assert.Fail($"({i}, {j}): {actual[i, j]}, expected {expected[i, j]}");
            }
        }
    }
}
