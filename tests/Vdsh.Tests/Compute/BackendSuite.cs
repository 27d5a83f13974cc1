// One suite for every backend: a device passes when it gives what plain double-precision loops give.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

/// <summary>Creates the backend under test once per fixture and moves matrices to and from it.</summary>
public abstract partial class BackendSuite
{
    private readonly List<DeviceMatrix> matrices = [];
    private IComputeBackend? backend;

    /// <summary>The backend under test.</summary>
    protected IComputeBackend Backend => backend!;

    /// <summary>Fresh random inputs of one test; the seed is in the output.</summary>
    protected Random Random { get; private set; } = new();

    [OneTimeSetUp]
    public void CreateBackend() => backend = Create();

    [OneTimeTearDown]
    public void DisposeBackend() => backend?.Dispose();

    [SetUp]
    public void Seed()
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        Random = new Random(seed);
    }

    [TearDown]
    public void DisposeMatrices()
    {
        foreach (DeviceMatrix matrix in matrices)
            matrix.Dispose();
        matrices.Clear();
    }

    /// <summary>Makes the backend, or ends the fixture as ignored with the reason.</summary>
    protected abstract IComputeBackend Create();

    /// <summary>A zero matrix that lives until the end of the test.</summary>
    protected DeviceMatrix Allocate(int rows, int columns)
    {
        DeviceMatrix matrix = Backend.Allocate(rows, columns);
        matrices.Add(matrix);
        return matrix;
    }

    /// <summary>The values on the device.</summary>
    protected DeviceMatrix Upload(float[,] values)
    {
        DeviceMatrix matrix = Allocate(values.GetLength(0), values.GetLength(1));
        Backend.Upload(new ReadOnlySpan2D<float>(values), matrix);
        return matrix;
    }

    /// <summary>The values on the host.</summary>
    protected float[,] Download(DeviceMatrix matrix)
    {
        float[,] values = new float[matrix.Rows, matrix.Columns];
        Backend.Download(matrix, new Span2D<float>(values));
        return values;
    }

    /// <summary>A random matrix on both sides.</summary>
    protected (float[,] Host, DeviceMatrix Device) Draw(int rows, int columns)
    {
        float[,] host = Representable(ReferenceAlgebra.Random(Random, rows, columns));
        return (host, Upload(host));
    }

    /// <summary>Numbers near the given ones that the products of the backend take without rounding.</summary>
    protected virtual float[,] Representable(float[,] values) => values;

    /// <summary>Runs what may be refused late, and the call that brings such a refusal home.</summary>
    protected void AndWait(Action call)
    {
        call();
        Download(Allocate(1, 1));
    }

    /// <summary>Compares element by element, NaN equal to NaN.</summary>
    protected static void AssertClose(float[,] actual, double[,] expected, double tolerance, string what = "")
    {
        Assert.That((actual.GetLength(0), actual.GetLength(1)), Is.EqualTo((expected.GetLength(0), expected.GetLength(1))));
        for (int i = 0; i < expected.GetLength(0); i++)
        {
            for (int j = 0; j < expected.GetLength(1); j++)
            {
                double difference = Math.Abs(actual[i, j] - expected[i, j]);
                bool same = actual[i, j].Equals((float)expected[i, j]) || difference <= tolerance * Math.Max(1, Math.Abs(expected[i, j]));
                if (!same)
                    Assert.Fail($"{what} element ({i}, {j}): {actual[i, j]}, expected {expected[i, j]}");
            }
        }
    }

    /// <summary>Both triangles are the same to the last bit.</summary>
    protected static void AssertSymmetric(float[,] values)
    {
        for (int i = 0; i < values.GetLength(0); i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (values[i, j] != values[j, i])
                    Assert.Fail($"element ({i}, {j}) is {values[i, j]}, element ({j}, {i}) is {values[j, i]}");
            }
        }
    }

    /// <summary>Sums of this many products of numbers below 1 may be off by this much.</summary>
    protected static double Tolerance(int k) => 1e-6 * Math.Max(4, Math.Sqrt(k));
}
