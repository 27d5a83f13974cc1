// Garbage of a step is multiplied by hundreds of thousands of steps, and its collections stop all threads at once.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

[TestFixture]
public sealed class AllocationTests
{
    private static IEnumerable<string> Objectives => ObjectiveCatalog.Names;

    [Test]
    public void A_mini_batch_leaves_no_garbage([ValueSource(nameof(Objectives))] string objective)
    {
        TrainingOptions options = SmallProblem.Options with { Objective = objective, Sweeps = 4, Batch = 24 };
        List<(TrainingProgress Progress, long Bytes)>[] runs = [.. Enumerable.Range(0, 3).Select(_ => Train(options))];

        // Work spaces grow in the first sweep; between two sweeps a record is kept. A collection in the middle of a batch counts the rest of the thread's
        // allocation buffer as allocated; it does not hit the same batch of every training.
        Assert.That(runs[0], Has.Count.EqualTo(40));
        for (int i = 0; i < 40; i++)
        {
            TrainingProgress progress = runs[0][i].Progress;
            if (progress.Sweep > 1 && progress.Batch > 1)
                Assert.That(runs.Min(run => run[i].Bytes), Is.Zero, $"bytes allocated in sweep {progress.Sweep}, batch {progress.Batch}");
        }
    }

    private static List<(TrainingProgress Progress, long Bytes)> Train(TrainingOptions options)
    {
        using CpuBackend backend = new(new CpuBackendOptions { Threads = 2 });
        var counter = new AllocationCounter();
        new VdshTrainer(backend, options).Train(SmallProblem.Clouds(240, 51), counter);
        return counter.Batches;
    }

    private sealed class AllocationCounter : IProgress<TrainingProgress>
    {
        private long before;

        public List<(TrainingProgress Progress, long Bytes)> Batches { get; } = new(100);

        public void Report(TrainingProgress value)
        {
            Batches.Add((value, GC.GetAllocatedBytesForCurrentThread() - before));
            before = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
