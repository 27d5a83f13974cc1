using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Evaluation.Baselines;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Evaluation;

public sealed class BaselineTests
{
    private CpuBackend backend = null!;

    [OneTimeSetUp]
    public void CreateBackend() => backend = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeBackend() => backend.Dispose();

    [Test]
    public void Ridge_codes_equal_those_of_a_solution_in_double()
    {
        const int Count = 2500, Columns = 7, Bits = 20;
        SeededRandom random = new(1, 3);
        float[] values = new float[Count * Columns];
        int[] classes = new int[Count];
        for (int row = 0; row < Count; row++)
        {
            classes[row] = random.NextInt32(5);
            for (int column = 0; column < Columns; column++)
                values[row * Columns + column] = (float)(random.NextGaussian() * (1 + column) + (column == classes[row] ? 3 : 0) + 10);
        }
        LabeledData data = new(FeatureMatrix.FromArray(values, Count, Columns), LabelSet.FromClasses(classes, 5));
        ClassCodewords codewords = ClassCodewords.Create(5, Bits, 2);
        HashCodes codes = RidgeToCodewordsBaseline.Create(backend, data, codewords).Encode(data.Features);

        double[,] outputs = ReferenceRidge.Outputs(data, codewords);
        int compared = 0;
        for (int row = 0; row < Count; row++)
        {
            for (int bit = 0; bit < Bits; bit++)
            {
                if (Math.Abs(outputs[row, bit]) < 1e-4)
                    continue;
                compared++;
                if (codes.Bit(row, bit) != outputs[row, bit] >= 0)
                    Assert.Fail($"row {row}, bit {bit}: output {outputs[row, bit]}");
            }
        }
        Assert.That(compared, Is.GreaterThan(Count * Bits * 0.99));
    }

    [Test]
    public void Ridge_beats_random_hyperplanes_on_real_digits()
    {
        ProtocolSplit split = DatasetCatalog.Load("digits", null, 1);
        double lsh = Map(split, LshBaseline.Create(backend, split.Training.Features, 48, 1));
        double ridge = Map(split, RidgeToCodewordsBaseline.Create(backend, split.Training, ClassCodewords.Create(10, 48, 1)));
        Assert.That(lsh, Is.InRange(0.35, 0.7));
        Assert.That(ridge, Is.InRange(0.8, 0.95));
    }

    [Test]
    public void The_seed_decides_the_hyperplanes()
    {
        FeatureMatrix features = DatasetCatalog.Load("digits", null, 1).Queries.Features;
        HashCodes first = LshBaseline.Create(backend, features, 70, 1).Encode(features);
        Assert.That(LshBaseline.Create(backend, features, 70, 1).Encode(features), Is.EqualTo(first));
        Assert.That(LshBaseline.Create(backend, features, 70, 2).Encode(features), Is.Not.EqualTo(first));
    }

    [Test]
    public void Other_features_and_broken_ones_are_refused()
    {
        FeatureMatrix training = FeatureMatrix.FromArray(new float[] { 1, 2, 3, 5, 8, 13 }, 3, 2);
        LshBaseline lsh = LshBaseline.Create(backend, training, 8, 1);
        Assert.That(lsh.InputColumns, Is.EqualTo(2));
        Assert.That(lsh.Encode(FeatureMatrix.FromArray(Array.Empty<float>(), 0, 2)).Count, Is.Zero);
        Assert.That(() => lsh.Encode(FeatureMatrix.FromArray(new float[3], 1, 3)), Throws.TypeOf<InputException>().With.Message.Contains("3 features"));
        Assert.That(() => lsh.Encode(FeatureMatrix.FromArray(new[] { 1, 2, 3, float.NaN }, 2, 2)), Throws.TypeOf<InputException>().With.Message.Contains("row 1, column 1"));
    }

    // Numbers of an independent implementation on the whole data set. Its LSH number is a single random draw, so ours must make it a likely one.
    [TestCase("mnist", 16, 0.197, 0.738)]
    [TestCase("mnist", 48, 0.315, 0.775)]
    [TestCase("fashion-mnist", 16, 0.298, 0.701)]
    [TestCase("fashion-mnist", 48, 0.374, 0.722)]
    [TestCase("cifar10-gist", 16, 0.124, 0.284)]
    [TestCase("cifar10-gist", 48, 0.148, 0.324)]
    public void Whole_data_sets_give_the_published_numbers(string dataset, int bits, double expectedLsh, double expectedRidge)
    {
        string folder = RealData.FolderOrIgnore(dataset == "cifar10-gist" ? "cifar10" : dataset);
        ProtocolSplit split = DatasetCatalog.Load(dataset, dataset == "cifar10-gist" ? Protocol.CifarII : Protocol.Full, 1, folder);
        double[] lsh = [.. Enumerable.Range(1, 5).Select(seed => Map(split, LshBaseline.Create(backend, split.Training.Features, bits, (ulong)seed)))];
        double ridge = Map(split, RidgeToCodewordsBaseline.Create(backend, split.Training, ClassCodewords.Create(10, bits, seed: 1)));
        TestContext.Out.WriteLine($"{dataset} {bits} bits: LSH {string.Join(' ', lsh.Select(map => map.ToString("F3")))}, ridge {ridge:F3}");
        double mean = lsh.Average(), deviation = Math.Sqrt(lsh.Sum(map => (map - mean) * (map - mean)) / (lsh.Length - 1));
        Assert.That(mean, Is.EqualTo(expectedLsh).Within(Math.Max(0.02, 2 * deviation)));
        Assert.That(ridge, Is.EqualTo(expectedRidge).Within(0.01));
    }

    private double Map(ProtocolSplit split, IHashEncoder encoder)
    {
        RetrievalEvaluator evaluator = new(backend, new EvaluationOptions { StableSort = false });
        return evaluator.Evaluate(encoder.Encode(split.Queries.Features), split.Queries.Labels, encoder.Encode(split.Database.Features), split.Database.Labels).Map;
    }
}
