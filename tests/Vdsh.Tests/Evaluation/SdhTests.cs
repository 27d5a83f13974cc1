using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Tests.Evaluation;

internal sealed class SdhTests
{
    [TestCase(1)]
    [TestCase(5)]
    [TestCase(24)]
    public void No_pass_raises_the_objective_and_the_end_is_a_minimum_of_every_bit(int bits)
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            (double[] gram, double[] linear, float[] code) = Problem(bits, seed);
            double value = Objective(gram, linear, code);
            CyclicDescent onePass = new(gram, bits, maximumPasses: 1);
            for (int pass = 0; pass < 12; pass++)
            {
                onePass.Improve(linear, code);
                double reached = Objective(gram, linear, code);
                Assert.That(reached, Is.LessThanOrEqualTo(value + 1e-9), $"seed {seed}, pass {pass}");
                value = reached;
            }
            new CyclicDescent(gram, bits, maximumPasses: 100).Improve(linear, code);
            value = Objective(gram, linear, code);
            for (int bit = 0; bit < bits; bit++)
            {
                code[bit] = -code[bit];
                Assert.That(Objective(gram, linear, code), Is.GreaterThanOrEqualTo(value - 1e-9), $"seed {seed}: bit {bit} could be better");
                code[bit] = -code[bit];
            }
        }
    }

    [Test]
    public void Undecided_bits_count_as_nothing_and_are_decided()
    {
        (double[] gram, double[] linear, _) = Problem(9, 5);
        float[] code = new float[9];
        new CyclicDescent(gram, 9, maximumPasses: 1).Improve(linear, code);
        for (int bit = 0; bit < 9; bit++)
        {
            double field = linear[bit];
            for (int other = 0; other < bit; other++)
                field -= gram[bit * 9 + other] * code[other];
            Assert.That(code[bit], Is.EqualTo(field >= 0 ? 1 : -1), $"bit {bit}");
        }
    }

    [Test]
    public void The_classifier_solves_its_normal_equations()
    {
        const int Count = 300, Bits = 6, Classes = 4;
        LabelSet labels = BaselineData.MultiLabel(Count, 3, Classes, 6).Labels;
        SeededRandom random = new(1, 2);
        sbyte[] codes = [.. Enumerable.Range(0, Count * Bits).Select(_ => (sbyte)(random.NextInt32(2) * 2 - 1))];
        double[] classifier = Sdh.Classifier(codes, labels, Bits);
        for (int bit = 0; bit < Bits; bit++)
        {
            for (int label = 0; label < Classes; label++)
            {
                // Derivative of |Y - B W|^2 + |W|^2.
                double gradient = classifier[bit * Classes + label];
                for (int row = 0; row < Count; row++)
                {
                    double error = labels.Has(row, label) ? -1 : 0;
                    for (int k = 0; k < Bits; k++)
                        error += codes[row * Bits + k] * classifier[k * Classes + label];
                    gradient += codes[row * Bits + bit] * error;
                }
                Assert.That(gradient, Is.EqualTo(0).Within(1e-9));
            }
        }
    }

    private static (double[] Gram, double[] Linear, float[] Code) Problem(int bits, ulong seed)
    {
        SeededRandom random = new(seed, 12);
        double[] factor = [.. Enumerable.Range(0, bits * 3).Select(_ => random.NextGaussian())];
        double[] gram = DenseAlgebra.Multiply(factor, DenseAlgebra.Transpose(factor, 3), 3);
        double[] linear = [.. Enumerable.Range(0, bits).Select(_ => random.NextGaussian())];
        return (gram, linear, [.. Enumerable.Range(0, bits).Select(_ => random.NextInt32(2) * 2f - 1)]);
    }

    private static double Objective(double[] gram, double[] linear, float[] code)
    {
        double value = 0;
        for (int i = 0; i < code.Length; i++)
        {
            value -= 2 * linear[i] * code[i];
            for (int j = 0; j < code.Length; j++)
                value += gram[i * code.Length + j] * code[i] * code[j];
        }
        return value;
    }
}
