// What a user relies on: the model is learned, is the same every time, survives interruption, and bad input ends at once with one line.
using System.Text;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

public sealed class VdshTrainerTests
{
    private static readonly IEnumerable<string> Objectives = ObjectiveCatalog.Names;
    private string directory = null!;

    [SetUp]
    public void CreateDirectory() => directory = Directory.CreateTempSubdirectory("vdsh-test-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(directory, recursive: true);

    private static TrainingResult Train(TrainingOptions options, LabeledData data, int threads = 2, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
        return new VdshTrainer(backend, options).Train(data, progress, cancellation);
    }

    [Test]
    public void Classes_of_new_items_are_found_by_their_codes([Values] bool multiLabel)
    {
        LabeledData data = SmallProblem.Clouds(400, 11, multiLabel);
        int[] train = [.. Enumerable.Range(0, 300)], test = [.. Enumerable.Range(300, 100)];
        TrainingResult result = Train(SmallProblem.Options, data.Select(train));
        Assert.That(SmallProblem.Accuracy(result.Model, data.Select(test)), Is.GreaterThan(multiLabel ? 0.65 : 0.9), "an item of two classes lies between their words; chance is 0.44");
        Assert.That(result.Sweeps[^1].Loss, Is.LessThan(result.Sweeps[0].Loss));
        Assert.That(result.Sweeps.Select(sweep => sweep.Sweep), Is.EqualTo(Enumerable.Range(1, 6)));
        Assert.That(result.Flops, Is.GreaterThan(0));
    }

    [Test]
    public void A_model_knows_the_items_that_it_was_trained_on()
    {
        LabeledData data = SmallProblem.Clouds(120, 14);
        HashModel model = Train(SmallProblem.Options with { Sweeps = 1 }, data.Concatenate(data)).Model;
        Assert.That(model.TrainingItems!.Values.ToArray(), Is.EqualTo(ItemHashes.OfRows(data.Features).Order()));
        ulong[] others = ItemHashes.OfRows(SmallProblem.Clouds(120, 15).Features);
        Assert.That(model.TrainingItems.CountOf(others), Is.Zero);
    }

    [Test]
    public void Every_objective_learns([ValueSource(nameof(Objectives))] string objective, [Values] bool multiLabel)
    {
        TrainingResult result = Train(SmallProblem.Options with { Objective = objective }, SmallProblem.Clouds(400, 12, multiLabel));
        Assert.That(result.Sweeps[^1].Loss, Is.LessThan(result.Sweeps[0].Loss));
        HashCodes codes = ((IHashEncoder)result.Model).Encode(SmallProblem.Clouds(400, 12, multiLabel).Features);
        Assert.That(codes.Words.ToArray().Distinct().Count(), Is.GreaterThan(2), "the bits have collapsed");
    }

    [Test]
    public void The_same_seed_gives_the_same_bytes_for_any_number_of_threads([ValueSource(nameof(Objectives))] string objective)
    {
        LabeledData data = SmallProblem.Clouds(500, 13);
        TrainingOptions options = SmallProblem.Options with { Objective = objective, Width = 150, Batch = 100, HiddenLayers = 5 };
        byte[] one = SmallProblem.Bytes(Train(options, data, threads: 1).Model);
        Assert.That(SmallProblem.Bytes(Train(options, data, threads: 2).Model), Is.EqualTo(one));
        Assert.That(SmallProblem.Bytes(Train(options, data, threads: 3).Model), Is.EqualTo(one));
        Assert.That(SmallProblem.Bytes(Train(options with { Seed = 6 }, data).Model), Is.Not.EqualTo(one));
    }

    [Test]
    public void A_run_cancelled_in_the_middle_of_a_sweep_resumes_to_the_identical_model([ValueSource(nameof(Objectives))] string objective, [Values] bool fullBatch)
    {
        LabeledData data = SmallProblem.Clouds(300, 14);
        // Layers join in this sweep and in later ones.
        TrainingOptions options = SmallProblem.Options with { Objective = objective, FullBatch = fullBatch, FirstLayers = 1 };
        TrainingResult uninterrupted = Train(options, data);
        byte[] whole = SmallProblem.Bytes(uninterrupted.Model);

        TrainingOptions kept = options with { CheckpointDirectory = directory };
        using var cancellation = new CancellationTokenSource();
        var stop = new CallbackProgress(progress =>
        {
            if (progress.Sweep == 4 && (fullBatch || progress.Batch == 3))
                cancellation.Cancel();
        });
        Assert.That(() => Train(kept, data, progress: stop, cancellation: cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFiles(directory).Select(Path.GetFileName), Is.EqualTo((string[])["checkpoint.safetensors"]));

        TrainingResult resumed = Train(kept with { Resume = true }, data);
        Assert.That(SmallProblem.Bytes(resumed.Model), Is.EqualTo(whole));
        Assert.That(resumed.Sweeps, Has.Count.EqualTo(6));
        Assert.That(resumed.Sweeps.Select(sweep => (sweep.Loss, sweep.ActivationRms)), Is.EqualTo(uninterrupted.Sweeps.Select(sweep => (sweep.Loss, sweep.ActivationRms))));
        Assert.That(resumed.Sweeps.SelectMany(sweep => sweep.Layers), Is.EqualTo(uninterrupted.Sweeps.SelectMany(sweep => sweep.Layers)));
    }

    [Test]
    public void Every_sweep_tells_what_each_layer_does([Values] bool fullBatch, [Values(0, 3)] int hiddenLayers)
    {
        TrainingOptions options = SmallProblem.Options with { FullBatch = fullBatch, HiddenLayers = hiddenLayers, FirstLayers = 3 };
        TrainingResult result = Train(options, SmallProblem.Clouds(200, 15));
        foreach (SweepRecord sweep in result.Sweeps)
        {
            Assert.That(sweep.Layers, Has.Count.EqualTo(hiddenLayers + 1));
            // The code layer starts at zero here, so that nothing reaches the layers below in a full-batch training's first step.
            double[] values = [.. sweep.Layers.SelectMany(layer => (double[])[layer.OutputRms, layer.MultiplierRms, layer.RelativeStep])];
            Assert.That(values, sweep.Sweep == 1 ? Has.All.InRange(0, 100) : Has.All.Positive.And.All.LessThan(100));
            if (hiddenLayers > 0)
                Assert.That(sweep.Layers[^2].OutputRms, Is.EqualTo(sweep.ActivationRms));
        }
    }

    [Test]
    public void A_run_cancelled_in_its_first_sweep_leaves_a_checkpoint()
    {
        TrainingOptions options = SmallProblem.Options with { CheckpointDirectory = directory };
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.That(() => Train(options, SmallProblem.Clouds(100, 1), cancellation: cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.Exists(Path.Combine(directory, "checkpoint.safetensors")));
    }

    [Test]
    public void A_finished_run_resumes_to_its_own_model()
    {
        TrainingOptions options = SmallProblem.Options with { CheckpointDirectory = directory };
        LabeledData data = SmallProblem.Clouds(100, 2);
        byte[] model = SmallProblem.Bytes(Train(options, data).Model);
        TrainingResult again = Train(options with { Resume = true }, data);
        Assert.That(SmallProblem.Bytes(again.Model), Is.EqualTo(model));
        Assert.That(again.Flops, Is.Zero);
    }

    [Test]
    public void A_checkpoint_of_other_options_or_data_is_refused()
    {
        TrainingOptions options = SmallProblem.Options with { CheckpointDirectory = directory };
        Train(options, SmallProblem.Clouds(100, 3));
        TrainingOptions resumed = options with { Resume = true };
        Assert.That(() => Train(resumed with { Width = 25 }, SmallProblem.Clouds(100, 3)), Throws.TypeOf<InputException>().With.Message.Contains("width = 24"));
        Assert.That(() => Train(resumed with { FirstLayers = 1 }, SmallProblem.Clouds(100, 3)), Throws.TypeOf<InputException>().With.Message.Contains("firstLayers = 2"));
        Assert.That(() => Train(resumed with { Seed = 9 }, SmallProblem.Clouds(100, 3)), Throws.TypeOf<InputException>().With.Message.Contains("seed = 5"));
        Assert.That(() => Train(resumed, SmallProblem.Clouds(100, 4)), Throws.TypeOf<InputException>().With.Message.Contains("data"));
    }

    [TestCase("\"momentsEvery\":\"8\"", "\"momentsEvery\":\"7\"", "momentsEvery = 7")]
    [TestCase("\"inversesEvery\"", "\"inversesOften\"", "not of this version")]
    public void A_checkpoint_of_a_version_with_another_schedule_is_refused(string written, string other, string message)
    {
        TrainingOptions options = SmallProblem.Options with { CheckpointDirectory = directory };
        LabeledData data = SmallProblem.Clouds(100, 3);
        Train(options, data);
        string path = Path.Combine(directory, "checkpoint.safetensors");
        string content = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.That(content, Does.Contain(written));
        byte[] changed = Encoding.Latin1.GetBytes(content.Replace(written, other, StringComparison.Ordinal));
        File.WriteAllBytes(path, changed);
        Assert.That(() => Train(options with { Resume = true }, data), Throws.TypeOf<InputException>().With.Message.Contains(message));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(changed));
    }

    [Test]
    public void A_checkpoint_is_not_overwritten_by_a_new_training()
    {
        TrainingOptions options = SmallProblem.Options with { CheckpointDirectory = directory };
        LabeledData data = SmallProblem.Clouds(100, 3);
        Train(options, data);
        byte[] before = File.ReadAllBytes(Path.Combine(directory, "checkpoint.safetensors"));
        Assert.That(() => Train(options, data), Throws.TypeOf<InputException>().With.Message.Contains("--resume"));
        Assert.That(File.ReadAllBytes(Path.Combine(directory, "checkpoint.safetensors")), Is.EqualTo(before));
    }

    [Test]
    public void A_damaged_checkpoint_is_refused()
    {
        TrainingOptions options = SmallProblem.Options with { CheckpointDirectory = directory };
        LabeledData data = SmallProblem.Clouds(100, 3);
        Train(options, data);
        string path = Path.Combine(directory, "checkpoint.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.That(() => Train(options with { Resume = true }, data), Throws.TypeOf<InputException>().With.Message.Contains(path));
    }

    [Test]
    public void A_checkpoint_with_numbers_that_are_not_finite_is_refused_in_every_tensor(
        [Values(false, true)] bool fullBatch)
    {
        TrainingOptions options = SmallProblem.Options with { CheckpointDirectory = directory, FullBatch = fullBatch };
        LabeledData data = SmallProblem.Clouds(100, 3);
        Train(options, data);
        string path = Path.Combine(directory, "checkpoint.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        long start = 8 + BitConverter.ToInt64(bytes);
        TensorInfo[] tensors;
        using (SafetensorsReader reader = SafetensorsReader.Open(path))
            tensors = [.. reader.Tensors.Values.Where(tensor => tensor.Count > 0 && tensor.Name != "sweepLayers")];
        Assert.That(tensors, Has.Length.GreaterThan(3));
        foreach (TensorInfo tensor in tensors)
        {
            byte[] damaged = [.. bytes];
            byte[] value = tensor.Type == TensorType.F64 ? BitConverter.GetBytes(double.NaN)
                : BitConverter.GetBytes(float.PositiveInfinity);
            value.CopyTo(damaged, start + tensor.Begin);
            File.WriteAllBytes(path, damaged);
            Assert.That(() => Train(options with { Resume = true }, data),
                Throws.TypeOf<InputException>().With.Message.Contains($"'{tensor.Name}'"), tensor.Name);
        }
    }

    [Test]
    public void A_plateau_ends_training()
    {
        TrainingResult result = Train(SmallProblem.Options with { Sweeps = 200, Until = 0.5 }, SmallProblem.Clouds(200, 4));
        Assert.That(result.Sweeps, Has.Count.LessThan(200));
        Assert.That(result.StopReason, Does.Contain("three sweeps"));
    }

    [Test]
    public void A_plateau_does_not_end_training_before_all_layers_have_learned()
    {
        TrainingResult result = Train(SmallProblem.Options with { Sweeps = 100, Until = 0.5, FirstLayers = 1 }, SmallProblem.Clouds(200, 4));
        Assert.That(result.Sweeps, Has.Count.InRange(84, 99));
        Assert.That(result.Sweeps[^1].Layers.Select(layer => layer.RelativeStep), Has.All.Positive);
        LayerRecord[] early = [.. result.Sweeps[0].Layers];
        Assert.That(early.Select(layer => layer.RelativeStep > 0), Is.EqualTo(new[] { true, false, false, true }), "layers that have not joined do not move");
        Assert.That((early[1].OutputRms, early[2].OutputRms), Is.EqualTo((early[0].OutputRms, early[0].OutputRms)).Within(1e-6));
    }

    [Test]
    public void A_divergence_names_place_sweep_and_batch()
    {
        TrainingOptions options = SmallProblem.Options with { Objective = "vdsh", Eta = 1e38f, TrustRegion = float.PositiveInfinity };
        Assert.That(() => Train(options, SmallProblem.Clouds(200, 5)),
            Throws.TypeOf<TrainingDivergedException>().With.Message.Match("(weights|outputs|moments|gradient) .*not finite at sweep 1, batch [1-6]"));
    }

    [Test]
    public void A_loss_that_rises_far_above_its_beginning_is_an_error_although_it_stays_finite()
    {
        // Batches of few rows and hardly any damping: every step fits the noise of its own rows, which mixing keeps up.
        TrainingOptions options = SmallProblem.Options with
        {
            Objective = "dcwh", Batch = 8, Width = 128, Sweeps = 100, Alpha = 0.5f,
        };
        TrainingDivergedException diverged = Assert.Throws<TrainingDivergedException>(
            () => Train(options, SmallProblem.Clouds(200, 5)))!;
        Assert.That(diverged.Message, Does.Match("the loss rose from [0-9.]+ to [0-9.E+]+ at sweep [0-9]+, batch 25")
            .And.Contains("larger batches"));
    }

    [TestCase("dcwh")]
    [TestCase("vdsh")]
    [TestCase("codeword")]
    public void Wide_layers_learn_from_batches_of_few_rows(string objective)
    {
        TrainingOptions options = SmallProblem.Options with { Objective = objective, Batch = 8, Width = 128, Sweeps = 60 };
        TrainingResult result = Train(options, SmallProblem.Clouds(200, 5));
        Assert.That(result.Sweeps[^1].Loss, Is.LessThan(0.8 * result.Sweeps[0].Loss));
    }

    [Test]
    public void A_divergence_in_the_very_last_step_is_noticed()
    {
        TrainingOptions options = SmallProblem.Options with
        {
            Objective = "vdsh", Eta = float.MaxValue, Alpha = 1e-6f, TrustRegion = float.PositiveInfinity, Batch = 1000, Sweeps = 1,
        };
        Assert.That(() => Train(options, SmallProblem.Clouds(200, 5)), Throws.TypeOf<TrainingDivergedException>().With.Message.Contains("sweep 1, batch 1"));
    }

    [Test]
    public void Data_that_cannot_be_learned_is_refused()
    {
        LabeledData data = SmallProblem.Clouds(40, 6);
        int[] oneClass = [.. Enumerable.Range(0, 10).Select(i => i * SmallProblem.Classes)];
        Assert.That(() => Train(SmallProblem.Options, data.Select(oneClass)), Throws.TypeOf<InputException>().With.Message.Contains("two classes"));
        Assert.That(() => Train(SmallProblem.Options, data.Select([])), Throws.TypeOf<InputException>());
        Assert.That(() => Train(SmallProblem.Options, data.Select([3])), Throws.TypeOf<InputException>());
        float[] values = new float[40 * 2];
        values[51] = float.NaN;
        var spoiled = new LabeledData(FeatureMatrix.FromArray(values, 40, 2), data.Labels);
        Assert.That(() => Train(SmallProblem.Options, spoiled), Throws.TypeOf<InputException>().With.Message.Contains("row 25, column 1"));
    }

    [Test]
    public void A_training_that_cannot_fit_into_memory_is_refused_before_it_starts([Values] bool fullBatch)
    {
        TrainingOptions options = SmallProblem.Options with { HiddenLayers = 3000, Width = 20_000, FullBatch = fullBatch };
        Assert.That(() => Train(options, SmallProblem.Clouds(100, 1)), Throws.TypeOf<InputException>().With.Message.Match(@"3000 hidden layers of 20000 .* needs \d+ MiB, this process has \d+ MiB; .*--width"));
    }

    [TestCase(0, 1, 1)]
    [TestCase(5000, 1, 1)]
    [TestCase(8, -1, 1)]
    [TestCase(8, 1, 0)]
    public void Impossible_shapes_are_refused(int bits, int layers, int width)
    {
        using var backend = new CpuBackend();
        TrainingOptions options = SmallProblem.Options with { Bits = bits, HiddenLayers = layers, Width = width };
        Assert.That(() => new VdshTrainer(backend, options), Throws.TypeOf<InputException>());
    }

    [Test]
    public void An_unknown_objective_is_refused_with_the_names()
    {
        using var backend = new CpuBackend();
        Assert.That(() => new VdshTrainer(backend, SmallProblem.Options with { Objective = "triplet" }),
            Throws.TypeOf<InputException>().With.Message.Contains("codeword, vdsh, dpsh, dtsh, dcwh, talr-ap, talr-ndcg"));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(40)]
    public void Any_depth_trains(int layers)
    {
        TrainingResult result = Train(SmallProblem.Options with { HiddenLayers = layers, Width = 17, Sweeps = 8 }, SmallProblem.Clouds(300, 7));
        Assert.That(result.Model.HiddenLayers, Is.EqualTo(layers));
        Assert.That(SmallProblem.Accuracy(result.Model, SmallProblem.Clouds(300, 7)), Is.GreaterThan(0.8));
    }
}
