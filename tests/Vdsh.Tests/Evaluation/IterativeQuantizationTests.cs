using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Tests.Evaluation;

internal sealed class IterativeQuantizationTests
{
    [TestCase(1, 1)]
    [TestCase(5, 5)]
    [TestCase(3, 8)]
    [TestCase(20, 33)]
    public void The_polar_factor_is_the_nearest_matrix_with_orthonormal_rows(int rows, int columns)
    {
        double[] matrix = Gaussian(rows * columns, 1), polar = [.. matrix];
        PolarFactor.Apply(polar, rows, columns);
        AssertOrthonormal(polar, rows, columns);
        for (ulong seed = 2; seed < 12; seed++)
        {
            double[] other = Gaussian(rows * columns, seed);
            PolarFactor.Apply(other, rows, columns);
            Assert.That(DenseAlgebra.Dot(matrix, other), Is.LessThanOrEqualTo(DenseAlgebra.Dot(matrix, polar) + 1e-12));
        }
        // P = S Q with S symmetric and positive semidefinite is what "nearest" comes to.
        double[] stretch = DenseAlgebra.Multiply(matrix, DenseAlgebra.Transpose(polar, columns), columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
                Assert.That(stretch[i * rows + j], Is.EqualTo(stretch[j * rows + i]).Within(1e-11));
        }
        Assert.That(SymmetricEigen.Decompose(stretch, rows).Values[^1], Is.GreaterThan(-1e-11));
    }

    [Test]
    public void Directions_without_variance_get_orthonormal_rows_too()
    {
        double[] zero = new double[3 * 7];
        PolarFactor.Apply(zero, 3, 7);
        AssertOrthonormal(zero, 3, 7);
        double[] twice = [1, 2, 3, 4, 1, 2, 3, 4, 0, 0, 0, 0];
        PolarFactor.Apply(twice, 3, 4);
        AssertOrthonormal(twice, 3, 4);
        Assert.That(() => PolarFactor.Apply(new double[6], 3, 2), Throws.ArgumentException);
    }

    [TestCase(16, 16)]
    [TestCase(5, 24)]
    [TestCase(1, 3)]
    public void The_loss_never_rises_and_the_rotation_stays_one(int rank, int bits)
    {
        using CpuBackend backend = new(new CpuBackendOptions { Threads = 2 });
        const int Count = 700;
        float[] values = [.. Gaussian(Count * rank, 3).Select((value, i) => (float)(value * (1 + i % rank)))];
        using DeviceMatrix embedded = backend.Allocate(Count, rank);
        backend.Upload(new ReadOnlySpan2D<float>(values, Count, rank), embedded);
        List<double> agreements = [];
        double[] rotation = IterativeQuantization.Rotation(backend, embedded, bits, seed: 4, default, agreements.Add);
        AssertOrthonormal(rotation, rank, bits);
        Assert.That(agreements, Has.Count.EqualTo(IterativeQuantization.Iterations));
        for (int i = 1; i < agreements.Count; i++)
            Assert.That(agreements[i], Is.GreaterThanOrEqualTo(agreements[i - 1] * (1 - 1e-6)), $"iteration {i}");
        if (rank > 1)
            Assert.That(agreements[^1], Is.GreaterThan(agreements[0] * 1.001), "nothing was learned");
    }

    private static void AssertOrthonormal(double[] matrix, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
                Assert.That(DenseAlgebra.Dot(matrix.AsSpan(i * columns, columns), matrix.AsSpan(j * columns, columns)), Is.EqualTo(i == j ? 1 : 0).Within(1e-11));
        }
    }

    private static double[] Gaussian(int count, ulong seed)
    {
        SeededRandom random = new(seed, 8);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
