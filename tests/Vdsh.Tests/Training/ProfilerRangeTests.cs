// The ranges that docs/profiling.md promises exist, nest and cost nothing.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Tests.Cli;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

internal sealed class ProfilerRangeTests
{
    [Test]
    public void A_training_names_its_parts([Values] bool fullBatch)
    {
        var profiler = new RecordingProfiler();
        using var backend = new FaultyBackend("") { Profiler = profiler };
        TrainingOptions options = SmallProblem.Options with { Sweeps = 2, FullBatch = fullBatch };
        new VdshTrainer(backend, options).Train(SmallProblem.Clouds(64, 3));
        Assert.That(profiler.Open, Is.Zero);
        Assert.That(profiler.Ranges.Where(range => range.StartsWith("sweep", StringComparison.Ordinal)).Distinct(), Is.SupersetOf((string[])
        [
            "sweep 1", "sweep 1/forward", "sweep 1/objective", "sweep 1/multipliers", "sweep 1/local step of layer 1", "sweep 1/local step of layer 4", "sweep 2",
        ]));
        Assert.That(profiler.Ranges, Has.No.Member("sweep 1/local step of layer 5"));
    }

    [Test]
    public void An_evaluation_is_a_range()
    {
        var profiler = new RecordingProfiler();
        using var backend = new FaultyBackend("") { Profiler = profiler };
        LabeledData data = SmallProblem.Clouds(40, 4);
        HashCodes codes = new(new ulong[40], 40, 16);
        new RetrievalEvaluator(backend).EvaluateLeaveOneOut(codes, data.Labels);
        Assert.That((profiler.Ranges, profiler.Open), Is.EqualTo((new List<string> { "evaluation" }, 0)));
    }

    [Test]
    public void A_range_that_nobody_records_allocates_nothing()
    {
        using IComputeBackend backend = new CpuBackend(new CpuBackendOptions { Threads = 1 });
        void Open()
        {
            using ProfilerRange range = backend.Range("forward", 3);
        }

        Open();
        Assert.That(Garbage.Of(Open), Is.Zero);
    }
}
