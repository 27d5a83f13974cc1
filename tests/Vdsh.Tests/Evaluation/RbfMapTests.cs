using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Tests.Evaluation;

internal sealed class RbfMapTests
{
    private const ulong AnchorStream = 0x524246;

    [TestCase(40, 100)]
    [TestCase(300, 17)]
    [TestCase(2500, 50)]
    public void Kernel_features_equal_those_of_plain_loops(int count, int anchors)
    {
        const int Columns = 6;
        using CpuBackend backend = new(new CpuBackendOptions { Threads = 2 });
        FeatureMatrix features = BaselineData.Blobs(count, Columns, 3, 8).Features;
        RbfMap map = RbfMap.Learn(backend, features, anchors, seed: 5);
        Assert.That(map.Columns, Is.EqualTo(Math.Min(anchors, count)));
        int[] order = [.. Enumerable.Range(0, count)];
        new SeededRandom(5, AnchorStream).Shuffle(order);
        double[] values = BaselineData.Values(features);
        for (int row = 0; row < count; row++)
        {
            double length = Math.Sqrt(Enumerable.Range(0, Columns).Sum(j => values[row * Columns + j] * values[row * Columns + j]));
            for (int j = 0; j < Columns; j++)
                values[row * Columns + j] /= length;
        }
        double[] distances = new double[count * map.Columns];
        for (int row = 0; row < count; row++)
        {
            for (int anchor = 0; anchor < map.Columns; anchor++)
                distances[row * map.Columns + anchor] = Math.Sqrt(Enumerable.Range(0, Columns).Sum(j => Math.Pow(values[row * Columns + j] - values[order[anchor] * Columns + j], 2)));
        }
        int sampled = Math.Min(count, MappedRows.BlockRows);
        double mean = order[^sampled..].Average(row => distances.AsSpan(row * map.Columns, map.Columns).ToArray().Average());
        Assert.That(map.Bandwidth, Is.EqualTo(RbfMap.RelativeBandwidth * mean).Within(1e-3 * mean));

        int rows = Math.Min(count, 40), width = map.Columns + 1;
        using MappedRows mapped = map.Open(backend, rows);
        float[] loaded = DeviceValues.Single(backend, mapped.Load(features, count - rows, rows));
        double? stretch = null;
        for (int row = 0; row < rows; row++)
        {
            Assert.That(loaded[row * width + map.Columns], Is.EqualTo(1));
            for (int anchor = 0; anchor < map.Columns; anchor++)
            {
                double Kernel(int i) => Math.Exp(-Math.Pow(distances[(count - rows + i) * map.Columns + anchor] / map.Bandwidth, 2) / 2);
                // The centre cancels in differences to the first row; the scale is one for all.
                double expected = Kernel(row) - Kernel(0), actual = loaded[row * width + anchor] - loaded[anchor];
                if (stretch is null && Math.Abs(expected) > 0.1)
                    stretch = actual / expected;
                if (stretch is { } factor)
                    Assert.That(actual, Is.EqualTo(factor * expected).Within(2e-4 * factor), $"row {row}, anchor {anchor}");
            }
        }
        Assert.That(stretch, Is.Positive);
    }

    [Test]
    public void Two_items_of_which_one_is_repeated_are_enough()
    {
        using CpuBackend backend = new(new CpuBackendOptions { Threads = 1 });
        FeatureMatrix features = FeatureMatrix.FromArray(new float[] { 0, 0, 0, 0, 1, 2 }, 3, 2);
        RbfMap map = RbfMap.Learn(backend, features, 10, 1);
        Assert.That(map.Columns, Is.EqualTo(3));
        Assert.That(double.IsFinite(map.Bandwidth) && map.Bandwidth > 0);
        using MappedRows mapped = map.Open(backend, 3);
        Assert.That(DeviceValues.Single(backend, mapped.Load(features, 0, 3)), Is.All.Matches<float>(float.IsFinite));
        Assert.That(() => RbfMap.Learn(backend, FeatureMatrix.FromArray(new float[6], 3, 2), 10, 1), Throws.TypeOf<InputException>().With.Message.Contains("constant"));
    }
}
