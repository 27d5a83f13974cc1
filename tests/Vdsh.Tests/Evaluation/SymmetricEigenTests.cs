using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Tests.Evaluation;

internal sealed class SymmetricEigenTests
{
    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 1)]
    [TestCase(17, 17)]
    [TestCase(40, 6)]
    [TestCase(61, 200)]
    [TestCase(130, 9)]
    public void Vectors_are_orthonormal_and_rebuild_the_matrix(int size, int rank)
    {
        double[] matrix = Gram(size, rank, seed: 3);
        SymmetricEigen eigen = SymmetricEigen.Decompose([.. matrix], size);
        double norm = Math.Max(1, eigen.Values[0]);
        for (int i = 0; i < size; i++)
        {
            Assert.That(i == 0 || eigen.Values[i] <= eigen.Values[i - 1], $"value {i} is not in order");
            for (int j = 0; j < size; j++)
            {
                Assert.That(DenseAlgebra.Dot(eigen.Vector(i), eigen.Vector(j)), Is.EqualTo(i == j ? 1 : 0).Within(1e-12), $"vectors {i} and {j}");
                double rebuilt = 0;
                for (int k = 0; k < size; k++)
                    rebuilt += eigen.Values[k] * eigen.Vector(k)[i] * eigen.Vector(k)[j];
                Assert.That(rebuilt, Is.EqualTo(matrix[i * size + j]).Within(1e-12 * norm), $"element {i}, {j}");
            }
        }
        for (int i = rank; i < size; i++)
            Assert.That(eigen.Values[i], Is.EqualTo(0).Within(1e-12 * norm), $"value {i} beyond the rank");
    }

    [Test]
    public void Negative_repeated_and_zero_values_are_found()
    {
        double[] diagonal = [2, -5, 0, 2, 2, 0, -5];
        double[] matrix = new double[49];
        for (int i = 0; i < 7; i++)
            matrix[i * 8] = diagonal[i];
        Assert.That(SymmetricEigen.Decompose(matrix, 7).Values.ToArray(), Is.EqualTo((double[])[2, 2, 2, 0, 0, -5, -5]));
        Assert.That(SymmetricEigen.Decompose(new double[16], 4).Values.ToArray(), Is.All.Zero);
        Assert.That(SymmetricEigen.Decompose([], 0).Values.Length, Is.Zero);
        double[] known = SymmetricEigen.Decompose([0, 1, 1, 0], 2).Values.ToArray();
        Assert.That(known, Is.EqualTo((double[])[1, -1]).Within(1e-15));
    }

    [Test]
    public void What_has_no_eigenvectors_is_refused()
    {
        Assert.That(() => SymmetricEigen.Decompose([1, double.NaN, double.NaN, 1], 2), Throws.TypeOf<ArithmeticException>().With.Message.Contains("not finite"));
        Assert.That(() => SymmetricEigen.Decompose(new double[5], 2), Throws.ArgumentException);
    }

    [TestCase(1, 1)]
    [TestCase(9, 4)]
    [TestCase(50, 3)]
    public void A_positive_definite_system_is_solved(int size, int targets)
    {
        double[] matrix = Gram(size, size + 5, seed: 4), expected = Gaussian(size * targets, seed: 5);
        double[] right = DenseAlgebra.Multiply(matrix, expected, size);
        DenseAlgebra.SolveSpd([.. matrix], size, right);
        Assert.That(right, Is.EqualTo(expected).Within(1e-7));
        Assert.That(() => DenseAlgebra.SolveSpd(new double[] { 1, 2, 2, 1 }, 2, new double[2]), Throws.TypeOf<ArithmeticException>().With.Message.Contains("positive definite"));
    }

    private static double[] Gram(int size, int rank, ulong seed)
    {
        double[] factor = Gaussian(size * rank, seed), gram = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                for (int k = 0; k < rank; k++)
                    gram[i * size + j] += factor[i * rank + k] * factor[j * rank + k];
            }
        }
        return gram;
    }

    private static double[] Gaussian(int count, ulong seed)
    {
        SeededRandom random = new(seed, 9);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
