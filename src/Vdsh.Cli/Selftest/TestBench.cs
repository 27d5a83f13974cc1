// Draws the inputs of a check and frees them after it, so that a check is only its formula.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Cli.Selftest;

/// <summary>The device under test and the matrices of one check.</summary>
internal sealed class TestBench(IComputeBackend backend, SeededRandom random) : IDisposable
{
    private readonly List<TestMatrix> matrices = [];

    public IComputeBackend Backend => backend;

    public SeededRandom Random => random;

    /// <summary>A matrix of normal random numbers.</summary>
    public TestMatrix Draw(int rows, int columns, bool view = false, float scale = 1)
    {
        float[,] values = new float[rows, columns];
        foreach (ref float value in values.AsSpan())
            value = scale * (float)random.NextGaussian();
        return Place(values, view);
    }

    /// <summary>A matrix of -1 and +1.</summary>
    public TestMatrix DrawSigns(int rows, int columns, bool view = false)
    {
        float[,] values = new float[rows, columns];
        foreach (ref float value in values.AsSpan())
            value = random.NextInt32(2) == 0 ? -1 : 1;
        return Place(values, view);
    }

    /// <summary>A matrix for results, full of NaN, which a result must not read.</summary>
    public TestMatrix Output(int rows, int columns, bool view = false)
    {
        float[,] values = new float[rows, columns];
        values.AsSpan().Fill(float.NaN);
        return Place(values, view);
    }

    /// <summary>A 1 x 1 matrix.</summary>
    public TestMatrix Scalar(float value) => Place(new[,] { { value } }, view: false);

    /// <summary>A matrix of given values.</summary>
    public TestMatrix Place(float[,] values, bool view)
    {
        var matrix = new TestMatrix(backend, values, view);
        matrices.Add(matrix);
        return matrix;
    }

    public void Dispose()
    {
        foreach (TestMatrix matrix in matrices)
            matrix.Dispose();
    }
}
