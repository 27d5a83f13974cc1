// Mean and scale against a plain double-precision reference, and the inputs that cannot be standardised.
using FsCheck.Fluent;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class StandardizationTests : DataTestBase
{
    [FsCheck.NUnit.Property(MaxTest = 40)]
    public FsCheck.Property Agrees_with_a_plain_reference() => Prop.ForAll(
        Gen.Choose(0, 1 << 30).ToArbitrary(),
        Gen.Choose(2, 40).ToArbitrary(),
        Gen.Choose(1, 40).ToArbitrary(),
        (int seed, int n, int d) =>
        {
            var random = new SeededRandom((ulong)seed);
            double offset = random.NextInt32(3) * 1000.0;
            float[] values = [.. Enumerable.Range(0, n * d).Select(_ => (float)(offset + random.NextGaussian()))];
            double variance = 0;
            double[] means = new double[d];
            for (int j = 0; j < d; j++)
            {
                for (int i = 0; i < n; i++)
                    means[j] += values[i * d + j] / (double)n;
                for (int i = 0; i < n; i++)
                    variance += Math.Pow(values[i * d + j] - means[j], 2) / ((double)n * d);
            }

            Standardization learned = Standardization.Learn(FeatureMatrix.FromArray(values, n, d));

            Assert.That(learned.Columns, Is.EqualTo(d));
            Assert.That(learned.Scale, Is.EqualTo((float)(1 / Math.Sqrt(variance))).Within(1).Ulps, $"seed {seed}, {n} x {d}");
            float[] row = [.. values.AsSpan(0, d)], result = new float[d];
            learned.Apply(row, result);
            for (int j = 0; j < d; j++)
            {
                Assert.That(learned.Mean[j], Is.EqualTo((float)means[j]).Within(1).Ulps, $"seed {seed}, {n} x {d}");
                Assert.That(result[j], Is.EqualTo((row[j] - learned.Mean[j]) * learned.Scale));
            }
            learned.Apply(row, row);
            Assert.That(row, Is.EqualTo(result), "in place");
        });

    [Test]
    public void Refuses_constant_and_unusable_features([Values(0f, 0.1f, 1e30f)] float constant)
    {
        float[] values = [.. Enumerable.Repeat(constant, 300)];
        AssertInputError(() => Standardization.Learn(FeatureMatrix.FromArray(values, 100, 3), "x.npy"), "x.npy", "all features are constant");
        AssertInputError(() => Standardization.Learn(FeatureMatrix.FromArray(values[..3], 1, 3)), "constant");
        AssertInputError(() => Standardization.Learn(FeatureMatrix.FromArray(new float[0], 0, 3)), "0 rows");
        values[100] = float.NaN;
        AssertInputError(() => Standardization.Learn(FeatureMatrix.FromArray(values, 100, 3), "x.npy"), "row 33, column 1");
        AssertInputError(() => Standardization.Learn(FeatureMatrix.FromArray(new[] { 0, float.Epsilon }, 2, 1), "x.npy"), "x.npy", "variance");
    }

    [Test]
    public void Rejects_stored_numbers_that_cannot_be()
    {
        Assert.Throws<ArgumentException>(() => _ = new Standardization([], 1));
        Assert.Throws<ArgumentException>(() => _ = new Standardization([0, float.NaN], 1));
        foreach (float scale in (float[])[0, -1, float.NaN, float.PositiveInfinity])
            Assert.Throws<ArgumentException>(() => _ = new Standardization([0], scale));
        Assert.Throws<ArgumentException>(() => new Standardization([0, 0], 1).Apply(new float[3], new float[3]));
    }
}
