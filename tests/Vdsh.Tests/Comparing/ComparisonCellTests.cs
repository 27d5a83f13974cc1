// A cell that is mistaken for another one is a wrong number in a table; these tests change one thing at a time.
using NUnit.Framework;
using Vdsh.Cli.Comparing;
using Vdsh.Cli.Devices;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Tests.Comparing;

internal sealed class ComparisonCellTests
{
    private static readonly ComparisonMethod Codeword = new("codeword", MethodKind.Objective), Lsh = new("lsh", MethodKind.Baseline);

    private static readonly TrainingOptions Options = new() { Sweeps = 3 };

    [Test]
    public void Everything_that_shapes_the_numbers_of_a_network_makes_another_cell()
    {
        ComparisonSet set = Set();
        string id = Id(Codeword, set, Options);
        Assert.That(Id(Codeword, Set(), Options), Is.EqualTo(id), "equal items, loaded again");
        string[] others =
        [
            Id(new ComparisonMethod("vdsh", MethodKind.Objective), set, Options), Id(Lsh, set, Options), Id(new ComparisonMethod("codeword", MethodKind.Baseline), set, Options),
            Id(Codeword, set, Options with { Bits = 16 }), Id(Codeword, set, Options with { HiddenLayers = 5 }), Id(Codeword, set, Options with { Width = 5 }),
            Id(Codeword, set, Options with { Seed = 5 }), Id(Codeword, set, Options with { Sweeps = null }), Id(Codeword, set, Options with { Batch = 5 }),
            Id(Codeword, set, Options with { Until = 0.5 }), Id(Codeword, set, Options with { FirstLayers = 2 }), Id(Codeword, set, Options with { FullBatch = true }),
            Id(Codeword, set, Options with { InputDropout = 0.5f }),
            Id(Codeword, set, Options with { Alpha = 5 }), Id(Codeword, set, Options with { Momentum = 0.5f }), Id(Codeword, set, Options with { Eta = 0.5f }),
            Id(Codeword, set, Options with { WeightDecay = 0.5f }), Id(Codeword, set, Options with { TrustRegion = 0.5f }), Id(Codeword, set, Options, FactorRounding.Tf32), Id(Codeword, set, Options, FactorRounding.BFloat16),
            Id(Codeword, Set(feature: 8), Options), Id(Codeword, Set(label: 0), Options), Id(Codeword, Set(queryFeature: 8), Options), Id(Codeword, Set(protocol: Protocol.Unseen), Options),
        ];
        Assert.That((string[])[id, .. others], Is.Unique);
        Assert.That(id, Has.Length.EqualTo(16));
    }

    [Test]
    public void Where_a_checkpoint_lies_is_no_part_of_a_cell()
    {
        ComparisonSet set = Set();
        Assert.That(Id(Codeword, set, Options with { CheckpointDirectory = "x", Resume = true }), Is.EqualTo(Id(Codeword, set, Options)));
    }

    [Test]
    public void A_baseline_knows_no_layers_and_no_training()
    {
        ComparisonSet set = Set();
        string id = Id(Lsh, set, Options);
        Assert.That(Id(Lsh, set, Options with { HiddenLayers = 9, Width = 9, Sweeps = 9, Batch = 9, Objective = "vdsh" }), Is.EqualTo(id));
        Assert.That(Id(Lsh, set, Options with { Bits = 9 }), Is.Not.EqualTo(id));
        Assert.That(Id(Lsh, set, Options with { Seed = 9 }), Is.Not.EqualTo(id));
    }

    [Test]
    public void The_plan_is_the_product_of_its_lists_and_baselines_have_no_depth()
    {
        var plan = new ComparisonPlan { Methods = [Codeword, Lsh], Bits = [8, 16], Layers = [1, 2, 3], Options = Options, Rounding = FactorRounding.None };
        IReadOnlyList<ComparisonCell> cells = plan.Cells([Set(), Set(protocol: Protocol.Unseen)]);
        Assert.That(cells, Has.Count.EqualTo(2 * 2 * (3 + 1)));
        Assert.That(cells.Select(cell => cell.Id()), Is.Unique);
    }

    [Test]
    public void Groups_and_names_give_each_method_once()
    {
        Assert.That(MethodList.Parse(["lsh", "lsh", "codeword"]).Select(method => method.Name), Is.EqualTo((string[])["lsh", "codeword"]));
        string[] all = [.. MethodList.Parse([MethodList.All]).Select(method => method.Name)];
        Assert.That(MethodList.Parse([MethodList.Objectives, MethodList.Baselines]).Select(method => method.Name), Is.EqualTo(all));
        Assert.That(all, Is.SupersetOf((string[])["codeword", "vdsh", "lsh", "ridge"]));
        Assert.That(() => MethodList.Parse(["magic"]), Throws.TypeOf<InputException>().With.Message.Contains("codeword"));
    }

    private static string Id(ComparisonMethod method, ComparisonSet set, TrainingOptions options, FactorRounding rounding = FactorRounding.None) => new ComparisonCell(method, set, options, rounding).Id();

    private static ComparisonSet Set(float feature = 1, int label = 1, float queryFeature = 2, string protocol = Protocol.Split)
    {
        LabeledData train = new(FeatureMatrix.FromArray([feature, 2, 3, 4], 2, 2), LabelSet.FromClasses([0, label], 2));
        LabeledData test = new(FeatureMatrix.FromArray([queryFeature, 5], 1, 2), LabelSet.FromClasses([0], 2));
        return new ComparisonSet(new ProtocolSplit { Dataset = "items", Protocol = protocol, Seed = 1, Training = train, Queries = test, Database = train });
    }
}
