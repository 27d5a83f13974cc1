using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Tests.Evaluation;

internal sealed class KshTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void Products_with_the_pair_matrix_equal_the_plain_ones(bool multiLabel)
    {
        const int Count = 60, Columns = 3;
        LabelSet labels = (multiLabel ? BaselineData.MultiLabel(Count, 2, 5, 1) : BaselineData.Blobs(Count, 2, 5, 1)).Labels;
        SeededRandom random = new(2, 3);
        double[] x = [.. Enumerable.Range(0, Count * Columns).Select(_ => random.NextGaussian())];
        double[] product = new LabelPairs(labels).Multiply(x, Columns);
        double[] similarity = Similarity(labels);
        Assert.That(similarity, Has.Some.EqualTo(1).And.Some.EqualTo(-1));
        Assert.That(product, Is.EqualTo(DenseAlgebra.Multiply(similarity, x, Count)).Within(1e-10));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Every_bit_leaves_less_of_the_pair_matrix_unexplained(bool multiLabel)
    {
        const int Count = 240, Columns = 20, Bits = 8;
        LabeledData data = multiLabel ? BaselineData.MultiLabel(Count, Columns, 4, 2) : BaselineData.Blobs(Count, Columns, 4, 2);
        double[] kernel = Centre(BaselineData.Values(data.Features), Columns);
        KshBits learner = new(kernel, Columns, new LabelPairs(data.Labels), Bits);
        double[] directions = learner.Learn(Bits, default);
        Assert.That(learner.Chosen, Has.Count.EqualTo(Bits));

        double[] residual = Array.ConvertAll(Similarity(data.Labels), value => Bits * value);
        double first = DenseAlgebra.Dot(residual, residual), before = first;
        for (int bit = 0; bit < Bits; bit++)
        {
            double[] chosen = learner.Chosen[bit];
            for (int i = 0; i < Count; i++)
            {
                double output = Enumerable.Range(0, Columns).Sum(j => kernel[i * Columns + j] * directions[j * Bits + bit]);
                Assert.That(chosen[i], Is.EqualTo(output >= 0 ? 1 : -1), "the bit is not that of its direction");
                DenseAlgebra.Add(-chosen[i], chosen, residual.AsSpan(i * Count, Count));
            }
            double after = DenseAlgebra.Dot(residual, residual);
            Assert.That(after, Is.LessThan(before), $"bit {bit}");
            before = after;
        }
        // Four classes cannot be farther apart than inner products of -b/3, which leaves 3/4 (2/3)^2 = 1/3 of the pairs' squares.
        Assert.That(before, Is.LessThan(first * (multiLabel ? 0.8 : 0.36)));
    }

    private static double[] Similarity(LabelSet labels)
    {
        double[] similarity = new double[labels.Count * labels.Count];
        for (int a = 0; a < labels.Count; a++)
        {
            for (int b = 0; b < labels.Count; b++)
                similarity[a * labels.Count + b] = Enumerable.Range(0, labels.ClassCount).Any(label => labels.Has(a, label) && labels.Has(b, label)) ? 1 : -1;
        }
        return similarity;
    }

    private static double[] Centre(double[] values, int columns)
    {
        int rows = values.Length / columns;
        for (int column = 0; column < columns; column++)
        {
            double mean = Enumerable.Range(0, rows).Average(row => values[row * columns + column]);
            for (int row = 0; row < rows; row++)
                values[row * columns + column] -= mean;
        }
        return values;
    }
}
