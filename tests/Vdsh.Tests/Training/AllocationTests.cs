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
        using CpuBackend backend = new(new CpuBackendOptions { Threads = 2 });
        var counter = new AllocationCounter();
        TrainingOptions options = SmallProblem.Options with { Objective = objective, Sweeps = 4, Batch = 24 };
        new VdshTrainer(backend, options).Train(SmallProblem.Clouds(240, 51), counter);

        // Work spaces grow in the first sweep; between two sweeps a record is kept.
        foreach ((TrainingProgress progress, long bytes) in counter.Batches.Where(batch => batch.Progress.Sweep > 1 && batch.Progress.Batch > 1))
            Assert.That(bytes, Is.Zero, $"bytes allocated in sweep {progress.Sweep}, batch {progress.Batch}");
        Assert.That(counter.Batches, Has.Count.EqualTo(40));
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
