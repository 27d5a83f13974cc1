using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Evaluation.Baselines;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Evaluation;

/// <summary>What every baseline promises, whatever it does inside.</summary>
internal sealed class BaselineCatalogTests
{
    private static readonly IReadOnlyCollection<string> Names = BaselineCatalog.Names;
    private static readonly string[] Supervised = [.. Names.Except(["lsh", "pca-itq"])];
    private CpuBackend backend = null!;

    [OneTimeSetUp]
    public void CreateBackend() => backend = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeBackend() => backend.Dispose();

    [TestCaseSource(nameof(Names))]
    public void Codes_depend_on_the_seed_and_never_on_the_threads(string name)
    {
        LabeledData data = BaselineData.Blobs(2200, 24, 6, 1);
        using CpuBackend single = new(new CpuBackendOptions { Threads = 1 }), triple = new(new CpuBackendOptions { Threads = 3 });
        HashCodes first = BaselineCatalog.Learn(name, single, data, 12, 1).Encode(data.Features);
        Assert.That(first.Count, Is.EqualTo(2200));
        Assert.That(first.Bits, Is.EqualTo(12));
        Assert.That(BaselineCatalog.Learn(name, triple, data, 12, 1).Encode(data.Features), Is.EqualTo(first));
        Assert.That(BaselineCatalog.Learn(name, single, data, 12, 2).Encode(data.Features), Is.Not.EqualTo(first));
    }

    [TestCaseSource(nameof(Names))]
    public void Items_are_encoded_alike_alone_none_and_in_blocks(string name)
    {
        LabeledData data = BaselineData.Blobs(150, 20, 4, 2);
        IHashEncoder encoder = BaselineCatalog.Learn(name, backend, data, 17, 1);
        Assert.That(encoder.InputColumns, Is.EqualTo(20));
        HashCodes all = encoder.Encode(data.Features);
        Assert.That(encoder.Encode(data.Features.Select([])).Count, Is.Zero);
        for (int row = 0; row < 5; row++)
            Assert.That(encoder.Encode(data.Features.Select([row])), Is.EqualTo(all.Select([row])), $"row {row}");
    }

    [TestCaseSource(nameof(Supervised))]
    public void Multi_labels_are_learned(string name)
    {
        LabeledData data = BaselineData.MultiLabel(800, 20, 3, 3), queries = data.Select([.. Enumerable.Range(0, 400)]), database = data.Select([.. Enumerable.Range(400, 400)]);
        double learned = Map(BaselineCatalog.Learn(name, backend, database, 16, 1), queries, database);
        double drawn = Map(BaselineCatalog.Learn("lsh", backend, database, 16, 1), queries, database);
        Assert.That(learned, Is.GreaterThan(drawn));
    }

    [TestCaseSource(nameof(Supervised))]
    public void Labels_beat_random_hyperplanes_on_real_digits(string name)
    {
        ProtocolSplit split = DatasetCatalog.Load("digits", null, 1);
        Assert.That(Map(BaselineCatalog.Learn(name, backend, split.Training, 24, 1), split.Queries, split.Database), Is.InRange(0.8, 1));
    }

    [Test]
    public void Principal_directions_lose_little_on_real_digits()
    {
        ProtocolSplit split = DatasetCatalog.Load("digits", null, 1);
        double rotated = Map(BaselineCatalog.Learn("pca-itq", backend, split.Training, 24, 1), split.Queries, split.Database);
        Assert.That(rotated, Is.GreaterThan(Map(BaselineCatalog.Learn("lsh", backend, split.Training, 24, 1), split.Queries, split.Database) + 0.05));
    }

    [TestCaseSource(nameof(Names))]
    public void What_cannot_be_learned_from_is_refused_with_one_clear_sentence(string name)
    {
        LabeledData data = BaselineData.Blobs(30, 8, 3, 4);
        IHashEncoder encoder = BaselineCatalog.Learn(name, backend, data, 8, 1);
        Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(new float[9], 1, 9)), Throws.TypeOf<InputException>().With.Message.Contains("9 features"));
        float[] broken = new float[16];
        broken[11] = float.NaN;
        Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(broken, 2, 8)), Throws.TypeOf<InputException>().With.Message.Contains("row 1, column 3"));
        LabeledData constant = new(FeatureMatrix.FromArray(new float[30 * 8], 30, 8), data.Labels);
        Assert.That(() => BaselineCatalog.Learn(name, backend, constant, 8, 1), Throws.TypeOf<InputException>().With.Message.Contains("constant"));
    }

    [TestCaseSource(nameof(Names))]
    public void A_few_items_with_a_constant_feature_are_enough(string name)
    {
        float[] values = [0, 7, 1, 1, 7, 0, 0, 7, 2, 3, 7, 0];
        LabeledData data = new(FeatureMatrix.FromArray(values, 4, 3), LabelSet.FromClasses([0, 1, 0, 1], 2));
        HashCodes codes = BaselineCatalog.Learn(name, backend, data, 3, 1).Encode(data.Features);
        Assert.That(codes.Count, Is.EqualTo(4));
        if (name is not ("lsh" or "pca-itq"))
            Assert.That(codes.Select([0]), Is.Not.EqualTo(codes.Select([1])), "two classes, two codes");
    }

    [Test]
    public void Requests_that_make_no_sense_are_refused()
    {
        LabeledData data = BaselineData.Blobs(30, 8, 3, 4);
        Assert.That(() => BaselineCatalog.Learn("pca-itq", backend, data, 9, 1), Throws.TypeOf<InputException>().With.Message.Contains("9 bits and 8 features"));
        Assert.That(() => BaselineCatalog.Learn("mystery", backend, data, 9, 1), Throws.TypeOf<InputException>().With.Message.Contains("class-code"));
        LabeledData one = new(data.Features, LabelSet.FromClasses(new int[30], 3));
        foreach (string name in (string[])["cca-itq", "cca-itq-rbf", "ksh", "sdh"])
            Assert.That(() => BaselineCatalog.Learn(name, backend, one, 8, 1), Throws.TypeOf<InputException>().With.Message.Contains("one class"), name);
    }

    [Test]
    public void The_predicted_class_is_the_code()
    {
        LabeledData data = BaselineData.Blobs(400, 10, 5, 9);
        ClassCodewords words = ClassCodewords.Create(5, 16, 1);
        ClassCode encoder = ClassCode.Learn(backend, new StandardizedMap(Standardization.Learn(data.Features)), data, words, 1e-3, default);
        int[] predicted = encoder.Predict(data.Features);
        Assert.That(Enumerable.Range(0, 400).Count(row => predicted[row] == data.Labels.ClassOf(row)), Is.GreaterThan(300));
        Assert.That(encoder.Encode(data.Features), Is.EqualTo(words.Codes.Select(predicted)));
    }

    // Numbers of an independent implementation on the cheapest protocol of the real data; the draws of the protocol are ours.
    [TestCase("pca-itq", 16, 0.162, 0.02)]
    [TestCase("pca-itq", 48, 0.170, 0.02)]
    [TestCase("cca-itq", 16, 0.271, 0.02)]
    [TestCase("cca-itq", 48, 0.297, 0.02)]
    [TestCase("cca-itq-rbf", 16, 0.359, 0.02)]
    [TestCase("cca-itq-rbf", 48, 0.392, 0.02)]
    [TestCase("sdh", 16, 0.302, 0.02)]
    [TestCase("sdh", 48, 0.366, 0.01)]
    [TestCase("ridge-rbf", 16, 0.342, 0.01)]
    [TestCase("ridge-rbf", 48, 0.376, 0.01)]
    [TestCase("class-code", 16, 0.302, 0.01)]
    [TestCase("class-code", 48, 0.313, 0.01)]
    public void Cifar_gist_gives_the_numbers_of_another_implementation(string name, int bits, double expected, double tolerance)
    {
        ProtocolSplit split = DatasetCatalog.Load("cifar10-gist", Protocol.CifarI, 1, RealData.FolderOrIgnore("cifar10"));
        double map = Map(BaselineCatalog.Learn(name, backend, split.Training, bits, 1), split.Queries, split.Database);
        TestContext.Out.WriteLine($"{name} {bits} bits: {map:F4}");
        Assert.That(map, Is.EqualTo(expected).Within(tolerance));
    }

    private double Map(IHashEncoder encoder, LabeledData queries, LabeledData database)
    {
        RetrievalEvaluator evaluator = new(backend, new EvaluationOptions { StableSort = false });
        return evaluator.Evaluate(encoder.Encode(queries.Features), queries.Labels, encoder.Encode(database.Features), database.Labels).Map;
    }
}
