// Rows that an objective is content with are left out of the backward sweep, which must change the cost of training and nothing else.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests.Cli;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

[TestFixture]
public sealed class ActiveRowsTests
{
    private const int Bits = 19;
    private static readonly int[] Widths = [7, 21, 21, Bits];

    [Test]
    public void Active_rows_are_gathered_in_their_order(
        [Values(1, 15, 16, 17, 64, 100, 257)] int rows, [Values(0, 0.01, 0.1, 0.25, 0.5, 0.8, 1)] double share, [Values(1, 2)] int threads)
    {
        int active = (int)Math.Ceiling(share * rows);
        var random = new SeededRandom((ulong)((rows * 1000) + active));
        using CpuBackend backend = new(new CpuBackendOptions { Threads = threads });
        using var arena = new MatrixArena(backend);
        DeviceMatrix force = arena.Allocate(rows, Bits);
        LayerOutputs outputs = RandomOutputs(backend, arena, rows, random);
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle(order);
        int[] chosen = [.. order[..active].Order()];
        // One element is enough, wherever it stands, and NaN too.
        var values = new float[rows, Bits];
        foreach (int row in chosen)
            values[row, random.NextInt32(Bits)] = random.NextInt32(5) == 0 ? float.NaN : -1e-30f;
        foreach (int row in order[active..])
            values[row, random.NextInt32(Bits)] = -0f;
        backend.Upload(values, force);

        var found = new ActiveRows(arena, backend, force, outputs);
        int expected = Math.Max(1, (active + 15) / 16) * 16;
        if (expected > 0.85 * rows)
        {
            Assert.That(found.Find(), Is.False);
            Assert.That(found.Count, Is.EqualTo(rows));
            return;
        }

        Assert.That(found.Find(), Is.True);
        Assert.That(found.Count, Is.EqualTo(expected));
        float[,] gathered = Values(backend, found.Force());
        int[] from = [.. Enumerable.Range(0, expected).Select(i => IndexOf(backend, outputs, Row(Values(backend, found.Inputs(1).Augmented), i)))];
        Assert.That(from, Is.Ordered.And.Unique);
        Assert.That(chosen, Is.SubsetOf(from));
        for (int i = 0; i < expected; i++)
            Assert.That(Row(gathered, i), Is.EqualTo(Row(values, from[i])), $"force of row {i}");
        for (int layer = 0; layer < outputs.Augmented.Length; layer++)
        {
            (DeviceMatrix augmented, DeviceMatrix plain) = found.Inputs(layer);
            float[,] all = Values(backend, outputs.Augmented[layer]), some = Values(backend, augmented), without = Values(backend, plain);
            for (int i = 0; i < expected; i++)
            {
                Assert.That(Row(some, i), Is.EqualTo(Row(all, from[i])), $"inputs of layer {layer}, row {i}");
                Assert.That(Row(without, i), Is.EqualTo(Row(all, from[i])[..^1]), $"inputs of layer {layer} without ones, row {i}");
            }
        }
    }

    [Test]
    public void Training_with_active_rows_only_learns_the_same_for_less([Values(0, 1, 3)] int hiddenLayers, [Values(1, 2)] int threads)
    {
        LabeledData data = SmallProblem.Clouds(640, 77);
        TrainingOptions options = SmallProblem.Options with { HiddenLayers = hiddenLayers, Batch = 64, Sweeps = 5, InputDropout = 0, Objective = "codeword" };
        using CpuBackend backend = new(new CpuBackendOptions { Threads = threads });
        TrainingResult active = new VdshTrainer(backend, options).Train(data);
        // A backend whose memory the host cannot reach takes all rows.
        TrainingResult all = new VdshTrainer(new FaultyBackend("none", backend), options).Train(data);

        Assert.That(active.Flops, Is.LessThan(0.9 * all.Flops));
        for (int sweep = 0; sweep < options.Sweeps; sweep++)
            Assert.That(active.Sweeps[sweep].Loss, Is.EqualTo(all.Sweeps[sweep].Loss).Within(1e-4 * all.Sweeps[0].Loss), $"loss of sweep {sweep}");
        for (int layer = 0; layer < active.Model.Layers; layer++)
        {
            ReadOnlySpan2D<float> some = active.Model.Weights(layer), whole = all.Model.Weights(layer);
            double difference = 0, norm = 0;
            for (int i = 0; i < some.Height; i++)
            {
                for (int j = 0; j < some.Width; j++)
                {
                    difference += Math.Pow(some[i, j] - whole[i, j], 2);
                    norm += Math.Pow(whole[i, j], 2);
                }
            }
            Assert.That(Math.Sqrt(difference / norm), Is.LessThan(1e-3), $"weights of layer {layer}");
        }
    }

    [Test]
    public void An_objective_that_pulls_at_all_rows_keeps_them()
    {
        TrainingOptions options = SmallProblem.Options with { Objective = "vdsh", Batch = 64, Sweeps = 2 };
        using CpuBackend backend = new(new CpuBackendOptions { Threads = 1 });
        LabeledData data = SmallProblem.Clouds(640, 78);
        byte[] active = SmallProblem.Bytes(new VdshTrainer(backend, options).Train(data).Model);
        byte[] all = SmallProblem.Bytes(new VdshTrainer(new FaultyBackend("none", backend), options).Train(data).Model);
        Assert.That(active, Is.EqualTo(all));
    }

    private static LayerOutputs RandomOutputs(CpuBackend backend, MatrixArena arena, int rows, SeededRandom random)
    {
        var outputs = new LayerOutputs(arena, new Network(arena, Widths), rows);
        foreach (DeviceMatrix matrix in outputs.Plain)
        {
            var values = new float[rows, matrix.Columns];
            foreach (ref float value in values.AsSpan())
                value = (float)random.NextGaussian();
            backend.Upload(values, matrix);
        }
        return outputs;
    }

    private static int IndexOf(CpuBackend backend, LayerOutputs outputs, float[] row)
    {
        float[,] all = Values(backend, outputs.Augmented[1]);
        return Enumerable.Range(0, outputs.Rows).Single(i => Row(all, i).AsSpan().SequenceEqual(row));
    }

    private static float[] Row(float[,] values, int row) => [.. values.GetRowSpan(row)];

    private static float[,] Values(CpuBackend backend, DeviceMatrix matrix)
    {
        var values = new float[matrix.Rows, matrix.Columns];
        backend.Download(matrix, values);
        return values;
    }
}
