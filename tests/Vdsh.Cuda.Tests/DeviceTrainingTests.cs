// Training, encoding, search and evaluation on the device, whichever driver is there, give what the CPU gives.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Search;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Training;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Cuda.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class DeviceTrainingTests(bool reverse)
{
    // The two backends add up products in different orders. Each step rounds to 24 bits and the differences grow with the steps: some hundred times
    // the unit roundoff after the whole run.
    private const double LossTolerance = 1e-3;

    // "dcwh" moves its centres by the signs of outputs that begin at 0, and in batches of eight a class every one that turns counts: inputs changed by
    // 1e-7 change the CPU's own losses by 1 % there.
    private const double TurnedSignTolerance = 0.03;

    private CudaBackend cuda = null!;
    private int before;

    [OneTimeSetUp]
    public void Create()
    {
        TestDevice.RequireDevice(reverse, races: !reverse);
        before = TestDevice.LiveAllocations();
        cuda = new CudaBackend();
    }

    [OneTimeTearDown]
    public void Nothing_is_left()
    {
        cuda?.Dispose();
        Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), "allocations were not freed");
    }

    [Test]
    public void Eight_layers_on_the_digits_follow_the_losses_of_the_CPU()
    {
        ProtocolSplit digits = DatasetCatalog.Load("digits", null, 1);
        TrainingOptions options = new() { Bits = 32, HiddenLayers = 8, Width = 64, Sweeps = 2, Batch = 256, Seed = 1 };
        using CpuBackend cpu = new();
        TrainingResult expected = new VdshTrainer(cpu, options).Train(digits.Training), actual = new VdshTrainer(cuda, options).Train(digits.Training);
        AssertSameLosses(expected, actual);
        double map = Map(cpu, expected.Model, digits), mapHere = Map(cuda, actual.Model, digits);
        TestContext.Out.WriteLine($"map {map} on the CPU, {mapHere} here");
        Assert.That(mapHere, Is.EqualTo(map).Within(0.01));
    }

    [Test]
    public void Every_objective_follows_the_CPU_on_the_digits([ValueSource(typeof(ObjectiveCatalog), nameof(ObjectiveCatalog.Names))] string objective)
    {
        LabeledData digits = DatasetCatalog.Load("digits", null, 1).Training;
        TrainingOptions options = new() { Bits = 32, HiddenLayers = 3, Width = 48, Sweeps = 2, Batch = 128, Seed = 1, Objective = objective };
        using CpuBackend cpu = new();
        AssertSameLosses(new VdshTrainer(cpu, options).Train(digits), new VdshTrainer(cuda, options).Train(digits));
    }

    [Test]
    public void Every_mode_and_objective_follows_the_CPU(
        [ValueSource(typeof(ObjectiveCatalog), nameof(ObjectiveCatalog.Names))] string objective, [Values] bool fullBatch, [Values] bool multiLabel)
    {
        LabeledData data = SmallProblem.Clouds(120, 21, multiLabel);
        TrainingOptions options = SmallProblem.Options with { Objective = objective, FullBatch = fullBatch, Sweeps = 3 };
        using CpuBackend cpu = new();
        double tolerance = objective == "dcwh" && !fullBatch ? TurnedSignTolerance : LossTolerance;
        AssertSameLosses(new VdshTrainer(cpu, options).Train(data), new VdshTrainer(cuda, options).Train(data), tolerance);
    }

    [Test]
    public void One_model_gives_the_same_codes_neighbours_and_measures()
    {
        // Elsewhere products may be summed in another order, and a sign may hang on that.
        TestDevice.RequireEmulator(reverse, races: !reverse);
        ProtocolSplit digits = DatasetCatalog.Load("digits", null, 1);
        using CpuBackend cpu = new();
        HashModel model = new VdshTrainer(cpu, new TrainingOptions { Bits = 48, HiddenLayers = 2, Width = 64, Sweeps = 2, Seed = 3 }).Train(digits.Training).Model;
        HashCodes expected = Encode(cpu, model, digits.Training.Features), actual = Encode(cuda, model, digits.Training.Features);
        Assert.That(actual.Words.SequenceEqual(expected.Words), Is.True, "an output whose sign hangs on its last bit would differ; none does here");

        HashCodes queries = Encode(cpu, model, digits.Queries.Features);
        using HammingIndex here = new(48, cuda), there = new(48, cpu);
        here.Add(expected);
        there.Add(expected);
        NearestResult nearest = here.Search(queries, 20), nearestExpected = there.Search(queries, 20);
        Assert.That(nearest.Ids, Is.EqualTo(nearestExpected.Ids));
        Assert.That(nearest.Distances, Is.EqualTo(nearestExpected.Distances));
        RadiusResult within = here.SearchRadius(queries, 6), withinExpected = there.SearchRadius(queries, 6);
        Assert.That(within.Offsets, Is.EqualTo(withinExpected.Offsets));
        Assert.That(within.Ids, Is.EqualTo(withinExpected.Ids));

        var options = new EvaluationOptions { MapRanks = [10, 500, 5000] };
        RetrievalReport report = new RetrievalEvaluator(cuda, options)
            .Evaluate(queries, digits.Queries.Labels, expected, digits.Database.Labels);
        RetrievalReport reportExpected = new RetrievalEvaluator(cpu, options)
            .Evaluate(queries, digits.Queries.Labels, expected, digits.Database.Labels);
        Assert.That((report.Map, report.Ndcg, report.PrecisionRadius2), Is.EqualTo((reportExpected.Map, reportExpected.Ndcg, reportExpected.PrecisionRadius2)));
        Assert.That(report.RelevantDistances, Is.EqualTo(reportExpected.RelevantDistances));
        Assert.That(report.MapAt, Is.EqualTo(reportExpected.MapAt).And.Count.EqualTo(3));
        Assert.That(report.MapAtHits, Is.EqualTo(reportExpected.MapAtHits));
        Assert.That(report.MapAtDeepHash, Is.EqualTo(reportExpected.MapAtDeepHash));
    }

    [TestCase(1)]
    [TestCase(63)]
    [TestCase(200)]
    public void Outputs_on_the_device_have_the_signs_of_its_codes_and_rank_like_them(int rows)
    {
        var random = new Random(rows);
        HashModel model = RandomModels.Create([9, 40, 33], random);
        FeatureMatrix features = FeatureMatrix.FromArray(RandomModels.Features(model, rows, random), rows, 9);
        using HashEncoder encoder = new(model, cuda, blockRows: 64);
        QueryOutputs outputs = encoder.Outputs(features);
        HashCodes codes = encoder.Encode(features);
        Assert.That(outputs.ToCodes().Words.SequenceEqual(codes.Words), Is.True);

        using CpuBackend cpu = new();
        using HammingIndex here = new(33, cuda), there = new(33, cpu);
        here.Add(codes);
        there.Add(codes);
        ScoredResult ranked = here.SearchAsymmetric(outputs, 10), expected = there.SearchAsymmetric(outputs, 10);
        Assert.That((ranked.Ids, ranked.Scores), Is.EqualTo((expected.Ids, expected.Scores)));
        // A code scores highest where its signs are those of the query.
        double best = 0;
        foreach (float output in outputs[0])
            best += Math.Abs((double)output);
        Assert.That(ranked.ScoresOf(0)[0], Is.EqualTo(best).Within(1e-9 * best));
    }

    private static double Map(IComputeBackend backend, HashModel model, ProtocolSplit data)
    {
        HashCodes queries = Encode(backend, model, data.Queries.Features), database = Encode(backend, model, data.Database.Features);
        return new RetrievalEvaluator(backend).Evaluate(queries, data.Queries.Labels, database, data.Database.Labels).Map;
    }

    private static HashCodes Encode(IComputeBackend backend, HashModel model, FeatureMatrix features)
    {
        using HashEncoder encoder = new(model, backend);
        return encoder.Encode(features);
    }

    private static void AssertSameLosses(TrainingResult expected, TrainingResult actual, double tolerance = LossTolerance)
    {
        Assert.That(actual.Sweeps, Has.Count.EqualTo(expected.Sweeps.Count));
        for (int sweep = 0; sweep < expected.Sweeps.Count; sweep++)
        {
            double loss = expected.Sweeps[sweep].Loss;
            TestContext.Out.WriteLine($"sweep {sweep + 1}: loss {loss} on the CPU, {actual.Sweeps[sweep].Loss} here");
            Assert.That(actual.Sweeps[sweep].Loss, Is.EqualTo(loss).Within(tolerance * Math.Abs(loss)), $"sweep {sweep + 1}");
        }
    }
}
