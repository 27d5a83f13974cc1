// "Always converges", checked on real digits: the training loss falls at every accepted step, however deep the net.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

public sealed class FullBatchTrainingTests
{
    [Test]
    public void The_loss_falls_at_every_accepted_step([Values(2, 16, 64)] int layers, [ValueSource(typeof(ObjectiveCatalog), nameof(ObjectiveCatalog.Names))] string objective)
    {
        const int steps = 30;
        LabeledData digits = DatasetCatalog.Load("digits", null, 1).Training;
        using var backend = new CpuBackend();
        var options = new TrainingOptions { HiddenLayers = layers, Width = 48, Objective = objective, FullBatch = true, Sweeps = steps };
        TrainingResult result = new VdshTrainer(backend, options).Train(digits);
        double[] losses = [.. result.Sweeps.Select(sweep => sweep.Loss)];
        Assert.That(losses, Has.Length.EqualTo(steps), result.StopReason);
        for (int i = 1; i < losses.Length; i++)
            Assert.That(losses[i], Is.LessThan(losses[i - 1]), $"step {i + 1} of {string.Join(" ", losses)}");
        // The tie-aware losses start low: an untrained net already ranks digits better than chance.
        Assert.That(losses[^1], Is.LessThan((objective.StartsWith("talr", StringComparison.Ordinal) ? 0.6 : 0.2) * losses[0]));
    }

    [Test]
    public void A_fit_that_cannot_improve_ends_training()
    {
        // Two rows, two classes: the loss comes so near its least value that no step lowers it in float32.
        float[] values = [1, 0, 0, 1];
        var data = new LabeledData(FeatureMatrix.FromArray(values, 2, 2), LabelSet.FromClasses([0, 1], 2));
        using var backend = new CpuBackend();
        var options = new TrainingOptions { HiddenLayers = 1, Width = 4, Bits = 4, Alpha = 10, FullBatch = true, Sweeps = 100_000 };
        TrainingResult result = new VdshTrainer(backend, options).Train(data);
        Assert.That(result.StopReason, Is.EqualTo("no step lowers the loss any more"));
        Assert.That(result.Sweeps.Zip(result.Sweeps.Skip(1)), Has.All.Matches<(SweepRecord A, SweepRecord B)>(pair => pair.B.Loss < pair.A.Loss));
    }
}
