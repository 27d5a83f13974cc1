// Weights drawn to zero find rules behind their items; weights that are free to grow learn the items by heart.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Tests.Cli;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

public sealed class WeightDecayTests
{
    private const string Hierarchy = "hierarchy:symbols=4,rules=3,classes=4,items=1600,queries=500";

    [Test]
    public void With_decay_a_net_gets_more_of_the_rules_of_a_hierarchy_out_of_the_same_items()
    {
        ProtocolSplit split = DatasetCatalog.Load(Hierarchy, Protocol.Unseen, 1);
        using var backend = new CpuBackend();
        double with = Map(backend, split, 0.1f), without = Map(backend, split, new TrainingOptions().EffectiveWeightDecay);
        Assert.That(with, Is.GreaterThan(without + 0.05), $"map {with} with decay, {without} without");
    }

    [Test]
    public void Deep_layers_decay_to_the_identity_and_go_on_passing_signals(
        [Values(0.1f, 1e6f)] float decay, [Values("codeword", "dcwh", "vdsh")] string objective, [Values] bool fullBatch)
    {
        using var backend = new CpuBackend();
        TrainingOptions options = SmallProblem.Options with
        {
            HiddenLayers = 12, FirstLayers = 12, Objective = objective, WeightDecay = decay, FullBatch = fullBatch,
            Sweeps = fullBatch ? 30 : 6,
        };
        LabeledData clouds = SmallProblem.Clouds(200, 5);
        TrainingResult result = new VdshTrainer(backend, options).Train(clouds);
        for (int layer = 1; layer < options.HiddenLayers; layer++)
        {
            for (int i = 0; i < options.Width; i++)
                Assert.That(result.Model.Weights(layer)[i, i], Is.EqualTo(1).Within(0.5), $"layer {layer + 1}, node {i + 1}");
        }
        Assert.That(
            result.Sweeps.Zip(result.Sweeps.Skip(1)),
            Has.All.Matches<(SweepRecord A, SweepRecord B)>(pair => !fullBatch || pair.B.Loss < pair.A.Loss));
    }

    [Test]
    public void The_command_line_passes_the_decay_on()
    {
        using var directory = new ScratchDirectory();
        string[] decays = ["", "1e-5", "0.1"];
        byte[][] models = [.. decays.Select(decay => Train(directory, decay))];
        Assert.That(models[0], Is.EqualTo(models[1]), "the default");
        Assert.That(models[0], Is.Not.EqualTo(models[2]));
        CliRun.Of("train", "--data", "digits", "--decay", "-1", "--out", directory.File("m.vdsh")).Refused("--decay");
    }

    private static byte[] Train(ScratchDirectory directory, string decay)
    {
        string path = directory.File($"{decay}.vdsh");
        string[] option = decay.Length == 0 ? [] : ["--decay", decay];
        string[] command =
            ["train", "--data", "digits", "--layers", "2", "--width", "8", "--sweeps", "1", "--out", path];
        CliRun.Of([.. command, .. option]).Succeeded();
        return File.ReadAllBytes(path);
    }

    private static double Map(CpuBackend backend, ProtocolSplit split, float decay)
    {
        var options = new TrainingOptions
        {
            Objective = "dcwh", Bits = 16, HiddenLayers = 3, FirstLayers = 3, Width = 64, Sweeps = 60, Batch = 64,
            InputDropout = 0, Mixup = 0, WeightDecay = decay,
        };
        HashModel model = new VdshTrainer(backend, options).Train(split.Training).Model;
        using var encoder = new HashEncoder(model, backend);
        HashCodes queries = encoder.Encode(split.Queries.Features), items = encoder.Encode(split.Database.Features);
        return new RetrievalEvaluator(backend)
            .Evaluate(queries, split.Queries.Labels, items, split.Database.Labels).Map;
    }
}
