// The paths of the kernels that only unusual shapes reach; the dossier in native/cuda lists them.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Compute;

namespace Vdsh.Cuda.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class KernelPathTests(bool reverse)
{
    // More than three times the threads of a reduction: the part with four elements in flight begins there.
    private const int Rows = 331, Columns = 311;

    private CudaBackend cuda = null!;
    private CpuBackend cpu = null!;

    [OneTimeSetUp]
    public void Create()
    {
        TestDevice.RequireDevice(reverse);
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
    public void Reductions_of_more_elements_than_threads()
    {
        var random = new Random(41);
        float[,] a = ReferenceAlgebra.Random(random, Rows, Columns), t = ReferenceAlgebra.Random(random, Rows, Columns);
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
                t[i, j] = t[i, j] < 0 ? -1 : 1;
        }
        (double dot, double loss, float[,] gradient) = Reduce(cuda, a, t);
        (double dotExpected, double lossExpected, float[,] gradientExpected) = Reduce(cpu, a, t);
        Assert.That(dot, Is.EqualTo(dotExpected).Within(1e-6 * Math.Abs(dotExpected) + 1e-6));
        Assert.That(loss, Is.EqualTo(lossExpected).Within(1e-6 * lossExpected));
        Assert.That(gradient, Is.EqualTo(gradientExpected));
    }

    [TestCase(0, 0)]
    [TestCase(Rows / 2, 7)]
    [TestCase(Rows - 1, Columns - 1)]
    public void One_bad_element_among_many_is_found(int row, int column)
    {
        float[,] values = new float[Rows, Columns];
        using DeviceMatrix matrix = cuda.Allocate(Rows, Columns);
        cuda.Upload(values, matrix);
        Assert.That(cuda.AllFinite(matrix), Is.True);
        values[row, column] = float.NegativeInfinity;
        cuda.Upload(values, matrix);
        Assert.That(cuda.AllFinite(matrix), Is.False);
    }

    [Test]
    public void Histograms_too_large_for_shared_memory([Values] bool multiLabel, [Values] bool excluding)
    {
        const int Bits = 4096, Grades = 3, Classes = 5;
        HashCodes queries = RandomCodes.Create(3, Bits, 51), database = RandomCodes.Create(700, Bits, 52);
        LabelSet queryLabels = multiLabel ? RandomLabels.Multi(3, Classes, 53) : RandomLabels.Single(3, Classes, 53);
        LabelSet databaseLabels = multiLabel ? RandomLabels.Multi(700, Classes, 54) : RandomLabels.Single(700, Classes, 54);
        int[] excluded = excluding ? [5, -1, 699] : [];
        int[] actual = new int[3 * Grades * (Bits + 1)], expected = new int[actual.Length];
        cuda.HammingHistogram(queries.Words, database.Words, Bits, queryLabels, databaseLabels, Grades, excluded, actual);
        cpu.HammingHistogram(queries.Words, database.Words, Bits, queryLabels, databaseLabels, Grades, excluded, expected);
        Assert.That(actual, Is.EqualTo(expected));
    }

    // Each thread then sums the counts of several slices.
    [Test]
    public void One_query_in_more_slices_than_a_block_has_threads()
    {
        const int Bits = 8, Count = 270_001, K = 20_000;
        HashCodes query = RandomCodes.Create(1, Bits, 55), database = RandomCodes.Create(Count, Bits, 56);
        int[] ids = new int[K], distances = new int[K], expectedIds = new int[K], expectedDistances = new int[K];
        cuda.HammingNearest(query.Words, database.Words, Bits, K, ids, distances);
        cpu.HammingNearest(query.Words, database.Words, Bits, K, expectedIds, expectedDistances);
        Assert.That(ids.AsSpan().SequenceEqual(expectedIds), Is.True);
        Assert.That(distances.AsSpan().SequenceEqual(expectedDistances), Is.True);
    }

    private static (double Dot, double Loss, float[,] Gradient) Reduce(IComputeBackend backend, float[,] a, float[,] t)
    {
        using DeviceMatrix left = backend.Allocate(Rows, Columns), right = backend.Allocate(Rows, Columns), gradient = backend.Allocate(Rows, Columns);
        backend.Upload(a, left);
        backend.Upload(t, right);
        double loss = backend.SquaredHinge(left, right, gradient);
        float[,] values = new float[Rows, Columns];
        backend.Download(gradient, values);
        return (backend.Dot(left, right), loss, values);
    }
}
