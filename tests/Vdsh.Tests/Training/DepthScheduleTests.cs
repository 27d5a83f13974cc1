// Layers join a training in stages: which and when, and that those which have not joined change nothing.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

public sealed class DepthScheduleTests
{
    [Test]
    public void Layers_join_and_never_leave([Values(0, 1, 3, 5, 8, 33, 64)] int hiddenLayers, [Values(1, 4)] int asked, [Values(1, 2, 1000)] int steps)
    {
        int first = Math.Min(asked, hiddenLayers);
        var schedule = new DepthSchedule(hiddenLayers, first, steps);
        int[] before = [];
        for (int step = 0; step < steps; step++)
        {
            int[] layers = [.. schedule.LayersAt(step)];
            Assert.That(layers, Is.Ordered.And.Unique);
            Assert.That(layers, Is.SupersetOf(before));
            Assert.That((layers[0], layers[^1]), Is.EqualTo((0, hiddenLayers)), "the first and the code layer are always there");
            foreach (int layer in layers.Except(before))
                Assert.That(schedule.FirstStep(layer), Is.EqualTo(step));
            before = layers;
        }
        if (steps == 1000)
        {
            Assert.That(schedule.LayersAt(0).Length - 1, Is.EqualTo(first));
            Assert.That(schedule.LayersAt(499).Length - 1, Is.EqualTo(first));
            Assert.That(schedule.LayersAt(800).Length - 1, Is.EqualTo(hiddenLayers));
        }
    }

    [Test]
    public void The_layers_of_a_stage_are_spread_over_the_depth()
    {
        var schedule = new DepthSchedule(64, 4, 1000);
        Assert.That(schedule.LayersAt(0).ToArray(), Is.EqualTo(new[] { 0, 16, 32, 48, 64 }));
        Assert.That(schedule.LayersAt(500).ToArray(), Is.EqualTo(new[] { 0, 8, 16, 24, 32, 40, 48, 56, 64 }));
    }

    [Test]
    public void Layers_that_have_not_joined_change_nothing()
    {
        const int sweeps = 8;
        using var backend = new CpuBackend();
        LabeledData data = SmallProblem.Clouds(200, 3);
        // Layers 5 and 10 of ten renew their preconditioners in the same turns as layers 1 and 2.
        TrainingOptions shallow = SmallProblem.Options with { HiddenLayers = 2, Alpha = 4, Sweeps = sweeps }, deep = shallow with { HiddenLayers = 10, FirstLayers = 2 };
        float[][] expected = Weights(backend, data, shallow, sweeps / 2, [0, 1, 2]);
        Assert.That(Weights(backend, data, deep, sweeps / 2, [0, 5, 10]), Is.EqualTo(expected));
        float[][] others = Weights(backend, data, deep, sweeps / 2, [1, 2, 3, 4, 6, 7, 8, 9]);
        Assert.That(others, Is.All.EqualTo(Identity(deep.Width)));
        others = Weights(backend, data, deep, sweeps, [1, 2, 3, 4, 6, 7, 8, 9]);
        Assert.That(others, Has.None.EqualTo(Identity(deep.Width)), "all have learned in the end");
    }

    private static float[] Identity(int width) => [.. Enumerable.Range(0, (width + 1) * width).Select(i => i / width == i % width ? 1f : 0f)];

    private static float[][] Weights(IComputeBackend backend, LabeledData data, TrainingOptions options, int sweeps, int[] layers)
    {
        using var arena = new MatrixArena(backend);
        var network = new Network(arena, Network.WidthsOf(data.Features.Columns, options.HiddenLayers, options.Width, options.Bits));
        NetworkInitializer.InitializeHidden(network, options.Seed);
        Standardization standardization = Standardization.Learn(data.Features);
        ClassCodewords codewords = ClassCodewords.Create(data.Labels.ClassCount, options.Bits, options.Seed);
        var source = new MiniBatchSource(data.Features, standardization, options);
        var state = new TrainingState(arena, network, ObjectiveCatalog.Create("codeword", arena, data.Labels, codewords, source.BatchRows, options.Seed));
        var training = new MiniBatchTraining(state, source, options, options.Sweeps!.Value);
        for (int sweep = 0; sweep < sweeps; sweep++)
            training.RunSweep(sweep, options.Sweeps!.Value, null, CancellationToken.None);
        return Array.ConvertAll(layers, layer =>
        {
            float[,] values = new float[network.Weights[layer].Rows, network.Weights[layer].Columns];
            backend.Download(network.Weights[layer], values);
            return values.Cast<float>().ToArray();
        });
    }
}
