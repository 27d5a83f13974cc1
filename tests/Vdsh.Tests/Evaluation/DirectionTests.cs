using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Tests.Evaluation;

/// <summary>Principal and canonical directions against what defines them, computed from the data in double.</summary>
internal sealed class DirectionTests
{
    private CpuBackend backend = null!;

    [OneTimeSetUp]
    public void CreateBackend() => backend = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeBackend() => backend.Dispose();

    [Test]
    public void Principal_directions_are_eigenvectors_of_the_covariance()
    {
        const int Count = 2300, Columns = 11, Rank = 4;
        LabeledData data = BaselineData.Blobs(Count, Columns, 5, 1);
        Standardization standardization = Standardization.Learn(data.Features);
        double[] embedding = PcaItq.Embedding(backend, new StandardizedMap(standardization), data.Features, Rank, default);
        double[] values = BaselineData.Values(data.Features);
        double[] covariance = Array.ConvertAll(BaselineData.Covariance(values, values, Count), value => value * standardization.Scale * standardization.Scale);
        double previous = double.PositiveInfinity;
        for (int direction = 0; direction < Rank; direction++)
        {
            double[] v = [.. Enumerable.Range(0, Columns).Select(i => embedding[i * Rank + direction])];
            double[] image = DenseAlgebra.Multiply(covariance, v, Columns);
            double value = DenseAlgebra.Dot(v, image);
            Assert.That(DenseAlgebra.Dot(v, v), Is.EqualTo(1).Within(1e-9));
            Assert.That(image, Is.EqualTo(v.Select(x => value * x)).Within(1e-4));
            Assert.That(value, Is.LessThan(previous));
            previous = value;
        }
        double total = Enumerable.Range(0, Columns).Sum(i => covariance[i * Columns + i]);
        Assert.That(previous, Is.GreaterThan(total / Columns / 3), "the smallest variances were taken");
    }

    [Test]
    public void Canonical_correlations_equal_a_direct_solution_and_scale_the_directions()
    {
        const int Count = 2500, Columns = 9, Classes = 4;
        LabeledData data = BaselineData.MultiLabel(Count, Columns, Classes, 2);
        double[] values = BaselineData.Values(data.Features), indicators = Indicators(data.Labels);
        CanonicalCorrelation solution = Solve(data, Classes, ridge: 1e-9);
        Assert.That(solution.Rank, Is.EqualTo(Classes));

        // Sxx^-1 Sxy Syy^-1 Syx has the squared correlations as eigenvalues; traces of its powers need no eigensolver.
        double[] cross = BaselineData.Covariance(values, indicators, Count), left = [.. cross], right = DenseAlgebra.Transpose(cross, Classes);
        DenseAlgebra.SolveSpd(BaselineData.Covariance(values, values, Count), Columns, left);
        DenseAlgebra.SolveSpd(BaselineData.Covariance(indicators, indicators, Count), Classes, right);
        double[] power = DenseAlgebra.Multiply(left, right, Classes), product = [.. power];
        for (int exponent = 1; exponent <= Classes; exponent++)
        {
            double trace = Enumerable.Range(0, Columns).Sum(i => power[i * Columns + i]);
            Assert.That(solution.Correlations.Sum(r => Math.Pow(r, 2 * exponent)), Is.EqualTo(trace).Within(1e-4 * trace), $"power {exponent}");
            power = DenseAlgebra.Multiply(power, product, Columns);
        }

        double[] embedded = Embed(solution, data.Features);
        double[] covariance = BaselineData.Covariance(embedded, embedded, Count);
        for (int i = 0; i < Classes; i++)
        {
            Assert.That(Enumerable.Range(0, Count).Average(row => embedded[row * Classes + i]), Is.EqualTo(0).Within(1e-4), "not centred");
            for (int j = 0; j < Classes; j++)
                Assert.That(covariance[i * Classes + j], Is.EqualTo(i == j ? solution.Correlations[i] * solution.Correlations[i] : 0).Within(1e-3));
        }
    }

    [Test]
    public void One_label_an_item_leaves_one_direction_less_than_classes()
    {
        LabeledData data = BaselineData.Blobs(900, 12, 5, 3);
        CanonicalCorrelation solution = Solve(data, 48, ridge: 1e-3);
        Assert.That(solution.Rank, Is.EqualTo(4));
        Assert.That(solution.Correlations, Is.All.InRange(0.3, 1));
        Assert.That(Solve(data, 2, ridge: 1e-3).Correlations, Is.EqualTo(solution.Correlations[..2]).Within(1e-12));
        Assert.That(Solve(BaselineData.Blobs(900, 2, 5, 3), 48, ridge: 1e-3).Rank, Is.EqualTo(2), "there are no more directions than features");
    }

    private CanonicalCorrelation Solve(LabeledData data, int rank, double ridge)
    {
        StandardizedMap map = new(Standardization.Learn(data.Features));
        TrainingMoments moments = TrainingMoments.Collect(backend, map, data.Features, data.Labels.ClassCount, data.Labels.CopyIndicators, default);
        return CanonicalCorrelation.Solve(moments, data.Labels, rank, ridge, ridge);
    }

    private static double[] Embed(CanonicalCorrelation solution, FeatureMatrix features)
    {
        Standardization standardization = Standardization.Learn(features);
        float[] rows = new float[features.Rows * (features.Columns + 1)];
        StandardizedMap.Fill(features, 0, features.Rows, standardization, rows);
        return DenseAlgebra.Multiply(Array.ConvertAll(rows, value => (double)value), solution.Embedding, features.Columns + 1);
    }

    private static double[] Indicators(LabelSet labels)
    {
        double[] indicators = new double[labels.Count * labels.ClassCount];
        for (int row = 0; row < labels.Count; row++)
        {
            for (int label = 0; label < labels.ClassCount; label++)
                indicators[row * labels.ClassCount + label] = labels.Has(row, label) ? 1 : 0;
        }
        return indicators;
    }
}
