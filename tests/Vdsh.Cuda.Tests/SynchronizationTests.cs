// A host that waits leaves the device idle: a mini-batch may wait once, for its loss, and whatever goes wrong comes home with that.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Training;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Cuda.Tests;

[TestFixture]
public sealed class SynchronizationTests
{
    private CudaBackend cuda = null!;

    private static IEnumerable<string> Objectives => ObjectiveCatalog.Names;

    [OneTimeSetUp]
    public void Create()
    {
        TestDevice.RequireDevice(races: false);
        cuda = new CudaBackend();
    }

    [OneTimeTearDown]
    public void Free() => cuda?.Dispose();

    [Test]
    public void A_mini_batch_waits_once([ValueSource(nameof(Objectives))] string objective)
    {
        TrainingOptions options = SmallProblem.Options with { Objective = objective, Sweeps = 3, Batch = 24 };
        var waits = new List<(TrainingProgress Progress, int Waits)>();
        new VdshTrainer(cuda, options).Train(SmallProblem.Clouds(240, 41), new CallbackProgress(progress => waits.Add((progress, TestDevice.Waits()))));
        Assert.That(waits, Has.Count.EqualTo(30));

        // In the first batch buffers grow to their size. Between two sweeps what every layer gave, was told and did comes home, all at once.
        foreach (var (before, after) in waits.Zip(waits.Skip(1)))
            Assert.That(after.Waits - before.Waits, Is.EqualTo(after.Progress.Batch == 1 ? 2 : 1), $"sweep {after.Progress.Sweep}, batch {after.Progress.Batch}");
    }

    [Test]
    public void A_full_batch_sweep_waits_no_more_for_many_layers()
    {
        Assert.That(Waits(12), Is.EqualTo(Waits(2)));

        int Waits(int layers)
        {
            // So small a step that the first trial is accepted in every sweep.
            TrainingOptions options = SmallProblem.Options with { FullBatch = true, HiddenLayers = layers, Sweeps = 3, Eta = 1e-5f };
            var waits = new List<int>();
            new VdshTrainer(cuda, options).Train(SmallProblem.Clouds(60, 44), new CallbackProgress(_ => waits.Add(TestDevice.Waits())));
            return waits[2] - waits[1];
        }
    }

    [Test]
    public void A_cancelled_training_leaves_no_mark()
    {
        using var cancellation = new CancellationTokenSource();
        var bad = new FaultyBackend("", cuda) { IndefiniteInverse = 1 };
        Assert.Throws<OperationCanceledException>(() => new VdshTrainer(bad, SmallProblem.Options with { Batch = 20 })
            .Train(SmallProblem.Clouds(60, 45), new CallbackProgress(_ => cancellation.Cancel()), cancellation.Token));
        using DeviceMatrix zero = cuda.Allocate(1, 1);
        Assert.That(cuda.AllFinite(zero), Is.True);
    }

    [Test]
    public void Operations_of_a_step_do_not_wait()
    {
        using DeviceMatrix sample = cuda.Allocate(4, 70), weights = cuda.Allocate(70, 70), velocity = cuda.Allocate(70, 70), ridge = cuda.Allocate(1, 1);
        using DeviceMatrix gradient = cuda.Allocate(4, 9), outputs = cuda.Allocate(4, 9), scale = cuda.Allocate(1, 1), force = cuda.Allocate(4, 9);
        using DeviceMatrix inverse = cuda.Allocate(70, 70), layerSums = cuda.Allocate(4, 70);
        using DeviceSums sums = cuda.AllocateSums(2);
        cuda.Fill(sample, 1);
        Run();
        cuda.Synchronize();
        int before = TestDevice.Waits();
        Run();
        Assert.That(TestDevice.Waits(), Is.EqualTo(before));

        void Run()
        {
            cuda.GramMoment(sample, 0, weights);
            cuda.InvertSpd(weights, 0.1f, 0.1f, inverse, ridge);
            cuda.TrustRegionStep(sample, layerSums, weights, velocity, 0.1f, 0.5f, 1e-3f, ridge, DecayTarget.Identity);
            cuda.Force(gradient, outputs, scale, 0.9f, 1, 0.3f, QuantizationPull.Sign, 2, force);
            cuda.RequireFinite(force);
            cuda.Dot(weights, weights, sums, 1);
            for (int upload = 0; upload < 4; upload++)
                cuda.Upload(new float[4, 9], outputs);
        }
    }

    // More uploads than there are buffers, and nothing that waits between them.
    [Test]
    public void Uploads_that_outrun_the_device_arrive_whole()
    {
        DeviceMatrix[] matrices = [.. Enumerable.Range(0, 11).Select(_ => cuda.Allocate(3, 70))];
        float[,] values = new float[3, 70], back = new float[3, 70];
        for (int i = 0; i < matrices.Length; i++)
        {
            values.AsSpan().Fill(i);
            cuda.Upload(values, matrices[i]);
        }
        for (int i = 0; i < matrices.Length; i++)
        {
            cuda.Download(matrices[i], back);
            Assert.That(back.Cast<float>(), Is.All.EqualTo((float)i), $"upload {i}");
            matrices[i].Dispose();
        }
    }

    // Three batches a sweep, and layers refreshed from the last to the first. The host hears of a failure one batch late, or at the end of the sweep.
    [TestCase(2, false, "layer 3 are not finite at sweep 1, batch 1")]
    [TestCase(5, false, "layer 4 are not finite at sweep 1, batch 2")]
    [TestCase(6, false, "layer 3 are not finite at sweep 1, batch 3")]
    [TestCase(3, true, "layer 2 are not finite at sweep 1, batch 1")]
    [TestCase(6, true, "layer 3 are not finite at sweep 2, batch 1")]
    public void Moments_that_cannot_be_inverted_are_named_as_on_the_CPU(int inverse, bool fullBatch, string expected)
    {
        using CpuBackend cpu = new();
        AssertSameDivergence(
            new FaultyBackend("", cpu) { IndefiniteInverse = inverse }, new FaultyBackend("", cuda) { IndefiniteInverse = inverse },
            SmallProblem.Options with { Batch = 20, FullBatch = fullBatch, FirstLayers = 3 }, SmallProblem.Clouds(60, 42), expected);
    }

    [TestCase(1e38f, 32)]
    [TestCase(float.MaxValue, 1000)]
    [TestCase(1e25f, 32)]
    public void Divergence_is_named_as_on_the_CPU(float eta, int batch)
    {
        using CpuBackend cpu = new();
        AssertSameDivergence(
            cpu, cuda,
            SmallProblem.Options with { Objective = "vdsh", Eta = eta, TrustRegion = float.PositiveInfinity, Batch = batch, Alpha = 1e-6f },
            SmallProblem.Clouds(200, 5), "sweep 1");
    }

    // The objective sees only the sign of it. The first pass of all is that of the initialisation.
    [Test]
    public void An_infinite_output_that_the_loss_hides_is_named_in_its_own_batch()
    {
        using CpuBackend cpu = new();
        AssertSameDivergence(
            new FaultyBackend("", cpu) { InfiniteOutput = 3 }, new FaultyBackend("", cuda) { InfiniteOutput = 3 },
            SmallProblem.Options with { Objective = "vdsh", Batch = 20 }, SmallProblem.Clouds(60, 43), "the outputs of the code layer are not finite at sweep 1, batch 2");
    }

    private void AssertSameDivergence(IComputeBackend cpu, IComputeBackend device, TrainingOptions options, LabeledData data, string part)
    {
        TrainingDivergedException expected = Assert.Throws<TrainingDivergedException>(() => new VdshTrainer(cpu, options).Train(data))!;
        TrainingDivergedException actual = Assert.Throws<TrainingDivergedException>(() => new VdshTrainer(device, options).Train(data))!;
        TestContext.Out.WriteLine(expected.Message);
        Assert.That(actual.Message, Is.EqualTo(expected.Message).And.Contain(part));
        using DeviceMatrix zero = cuda.Allocate(1, 1);
        Assert.That(cuda.AllFinite(zero), Is.True, "what was refused is forgotten once it was told");
    }
}
