// The effective depth is an accusation or a praise; here nets of known depth are measured, and every figure again by
// hand.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Evaluation;

internal sealed class DepthAnalysisTests
{
    private const int Bits = 4, Queries = 150, Items = 400;

    private CpuBackend backend = null!;

    [OneTimeSetUp]
    public void CreateBackend() => backend = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeBackend() => backend.Dispose();

    [TestCase(0, 1, 2, 3, 4, 5)]
    [TestCase(0, 2, 5)]
    [TestCase(0, 4)]
    [TestCase(0)]
    public void Planted_identities_are_found_and_do_not_count(params int[] needed)
    {
        HashModel model = WithIdentities(Net([7, 24, 24, 24, 24, 24, 24, Bits]), needed);
        (LabeledData queries, LabeledData items) = OwnClasses(model);
        DepthReport report = DepthAnalysis.Run(model, backend, queries, items);
        Assert.That(report.Map, Is.EqualTo(1), "the classes are the model's own codes");
        Assert.That(report.EffectiveDepth, Is.EqualTo(needed.Length));
        Assert.That(report.EffectiveMap, Is.EqualTo(1));
        Assert.That(report.Layers.Where(layer => layer.IsNeeded).Select(layer => layer.Layer), Is.EqualTo(needed));
        foreach (LayerDepth layer in report.Layers.Skip(1))
        {
            bool isPlanted = !needed.Contains(layer.Layer);
            Assert.That(layer.Distance, isPlanted ? Is.Zero : Is.GreaterThan(0.5));
            Assert.That(layer.MapLoss, isPlanted ? Is.Zero : Is.GreaterThan(DepthAnalysis.Tolerance));
        }
    }

    [Test]
    public void Every_figure_of_a_random_net_is_that_of_the_net_without_the_layers()
    {
        HashModel model = Net([9, 20, 20, 20, 20, 20, Bits]);
        LabeledData queries = Random(model, Queries, 3), items = Random(model, Items, 4);
        DepthReport report = DepthAnalysis.Run(model, backend, queries, items);
        Assert.That(report.Map, Is.EqualTo(Map(model, queries, items)));
        Assert.That(report.Layers.Select(layer => (layer.Layer, layer.Inputs, layer.Outputs)),
            Is.EqualTo(new[] { (0, 9, 20), (1, 20, 20), (2, 20, 20), (3, 20, 20), (4, 20, 20) }));
        foreach (LayerDepth layer in report.Layers.Skip(1))
            Assert.That(layer.MapLoss,
                Is.EqualTo(report.Map - Map(model.WithoutLayers([layer.Layer]), queries, items)));
        int[] idle = [.. report.Layers.Where(layer => !layer.IsNeeded).Select(layer => layer.Layer)];
        Assert.That(report.EffectiveMap,
            Is.EqualTo(Map(model.WithoutLayers(idle), queries, items))
            .And.GreaterThanOrEqualTo(report.Map - DepthAnalysis.Tolerance));
        Assert.That(report.EffectiveDepth, Is.EqualTo(5 - idle.Length));
    }

    [Test]
    public void No_layer_that_is_left_can_be_missed()
    {
        HashModel model = NearlyIdentities(Net([6, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, Bits]));
        (LabeledData queries, LabeledData items) = OwnClasses(model);
        DepthReport report = DepthAnalysis.Run(model, backend, queries, items);
        int[] idle = [.. report.Layers.Where(layer => !layer.IsNeeded).Select(layer => layer.Layer)];
        Assert.That(report.EffectiveDepth, Is.InRange(2, 11),
            "some of the layers are far enough from the identity, others are not");
        foreach (LayerDepth layer in report.Layers.Skip(1).Where(layer => layer.IsNeeded))
            Assert.That(Map(model.WithoutLayers([.. idle, layer.Layer]), queries, items),
                Is.LessThan(report.Map - DepthAnalysis.Tolerance));
    }

    [Test]
    public void Layers_that_could_not_be_the_identity_count_whatever_they_do()
    {
        HashModel model = Net([12, 12, 12, 20, 20, 8, 8, Bits]);
        (LabeledData queries, LabeledData items) = OwnClasses(model);
        DepthReport report = DepthAnalysis.Run(model, backend, queries, items);
        Assert.That(report.Layers.Select(layer => layer.Distance is null),
            Is.EqualTo(new[] { true, false, true, false, true, false }), "the first layer's inputs have both signs");
        Assert.That(report.Layers.Where(layer => layer.Distance is null).Select(layer =>
            (layer.MapLoss, layer.IsNeeded)), Has.All.EqualTo(((double?)null, true)));

        LabeledData alike = new(queries.Features, LabelSet.FromClasses(new int[Queries], 1));
        DepthReport easy = DepthAnalysis.Run(model, backend, alike,
            new(items.Features, LabelSet.FromClasses(new int[Items], 1)));
        Assert.That(easy.EffectiveDepth, Is.EqualTo(3), "where every code is right, no other layer is needed");
    }

    [Test]
    public void Nets_of_one_and_of_no_hidden_layer_are_as_deep_as_they_are([Values(0, 1)] int hidden)
    {
        HashModel model = Net(hidden == 0 ? [5, Bits] : [5, 9, Bits]);
        (LabeledData queries, LabeledData items) = OwnClasses(model);
        DepthReport report = DepthAnalysis.Run(model, backend, queries, items);
        Assert.That((report.EffectiveDepth, report.Layers.Count, report.Map, report.EffectiveMap),
            Is.EqualTo((hidden, hidden, 1.0, 1.0)));
    }

    [Test]
    public void A_large_database_gives_a_share_of_every_class()
    {
        HashModel model = Net([6, 10, 10, Bits]);
        LabeledData queries = Random(model, Queries, 3), items = Random(model, Items, 4);
        var options = new DepthAnalysisOptions { MostItems = 100, MostQueries = 50, Seed = 9 };
        DepthReport report = DepthAnalysis.Run(model, backend, queries, items, options);
        Assert.That((report.Queries, report.Database),
            Is.EqualTo((50, 100)).Using<(int, int)>((a, b) => Math.Abs(a.Item1 - b.Item1) <= 3
            && Math.Abs(a.Item2 - b.Item2) <= 3));
        Assert.That(DepthAnalysis.Run(model, backend, queries, items, options).Map, Is.EqualTo(report.Map),
            "the draw is a function of the seed");
        Assert.That(DepthAnalysis.Run(model, backend, queries, items, options with { Seed = 10 }).Map,
            Is.Not.EqualTo(report.Map));
        DepthReport all = DepthAnalysis.Run(model, backend, queries, items,
            options with { MostItems = Items, MostQueries = Queries });
        Assert.That((all.Queries, all.Database), Is.EqualTo((Queries, Items)));
    }

    [Test]
    public void Items_of_another_kind_are_refused_and_a_cancelled_analysis_ends()
    {
        HashModel model = Net([6, 10, 10, Bits]);
        LabeledData queries = Random(model, 10, 3), others = Random(Net([7, 4, Bits]), 10, 3);
        Assert.That(() => DepthAnalysis.Run(model, backend, queries, others),
            Throws.TypeOf<InputException>().With.Message.Contains("expects 6 features, the input has 7"));
        Assert.That(() =>
            DepthAnalysis.Run(model, backend, queries, queries, null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() =>
            DepthAnalysis.Run(model, backend, queries, queries, new DepthAnalysisOptions { MostItems = 0 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static HashModel Net(int[] widths) => RandomModels.Create(widths, new Random(5));

    private static HashModel WithIdentities(HashModel model, int[] needed) =>
        Changed(model, (layer, row, column, weight) => needed.Contains(layer) ? weight : row == column ? 1 : 0);

    // Each layer is farther from the identity than the one before it.
    private static HashModel NearlyIdentities(HashModel model) =>
        Changed(model, (layer, row, column, weight) =>
        (row == column ? 1 : 0) + (weight * MathF.Pow(0.45f, model.HiddenLayers - layer)));

    private static HashModel Changed(HashModel model, Func<int, int, int, float, float> weight)
    {
        float[][,] layers = [.. Enumerable.Range(0, model.Layers).Select(layer => model.Weights(layer).ToArray())];
        for (int layer = 1; layer < model.HiddenLayers; layer++)
        {
            for (int row = 0; row < layers[layer].GetLength(0); row++)
            {
                for (int column = 0; column < layers[layer].GetLength(1); column++)
                    layers[layer][row, column] = weight(layer, row, column, layers[layer][row, column]);
            }
        }
        return new HashModel(layers, model.Standardization, model.Objective);
    }

    // Items whose class is their code: retrieval is perfect, and suffers from every change.
    private static (LabeledData Queries, LabeledData Items) OwnClasses(HashModel model) =>
        (OwnClasses(model, Queries, 3), OwnClasses(model, Items, 4));

    private static LabeledData OwnClasses(HashModel model, int count, int seed)
    {
        LabeledData items = Random(model, count, seed);
        HashCodes codes = model.Encode(items.Features);
        return new LabeledData(items.Features,
            LabelSet.FromClasses([.. Enumerable.Range(0, count).Select(row => (int)codes.Words[row])], 1 << Bits));
    }

    private static LabeledData Random(HashModel model, int count, int seed)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, count * model.InputColumns).Select(_ =>
            (random.NextSingle() * 8) - 4)];
        return new LabeledData(FeatureMatrix.FromArray(values, count, model.InputColumns),
            RandomLabels.Single(count, 5, (ulong)seed));
    }

    private double Map(HashModel model, LabeledData queries, LabeledData items)
    {
        using var encoder = new HashEncoder(model, backend);
        return new RetrievalEvaluator(backend).Evaluate(encoder.Encode(queries.Features), queries.Labels,
            encoder.Encode(items.Features), items.Labels).Map;
    }
}
