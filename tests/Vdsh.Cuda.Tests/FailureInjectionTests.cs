// Whatever allocation or launch fails, the caller gets one exception, nothing leaks, and the device can be used again.
using NUnit.Framework;
using Vdsh.Cuda.Driver;
using Vdsh.Data;
using Vdsh.Tests.Training;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Cuda.Tests;

[TestFixture]
public sealed class FailureInjectionTests
{
    private static readonly LabeledData Data = SmallProblem.Clouds(40, 31);
    private static readonly TrainingOptions Options = SmallProblem.Options with { HiddenLayers = 2, Width = 8, Bits = 8, Batch = 20, Sweeps = 1 };

    [SetUp]
    public void RequireEmulator() => TestDevice.RequireEmulator(races: false);

    [TearDown]
    public void SwitchOff()
    {
        TestDevice.FailAllocation(0);
        TestDevice.FailLaunch(0);
    }

    [Test]
    public void Every_allocation_of_a_training_may_fail([ValueSource(typeof(ObjectiveCatalog), nameof(ObjectiveCatalog.Names))] string objective)
    {
        TrainingOptions options = Options with { Objective = objective };
        int before = TestDevice.LiveAllocations();
        int failures = 0;
        for (int n = 1; ; n++)
        {
            TestDevice.FailAllocation(n);
            CudaException? failure = Attempt(() =>
            {
                using var backend = new CudaBackend();
                new VdshTrainer(backend, options).Train(Data);
            });
            Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), $"leaked after the failure of allocation {n}");
            if (failure is null)
                break;
            failures++;
        }
        TestContext.Out.WriteLine($"{failures} allocations");
        Assert.That(failures, Is.GreaterThan(20), "a training allocates more than that");
    }

    [Test]
    public void The_context_works_after_every_failed_allocation()
    {
        using var backend = new CudaBackend();
        TrainingResult expected = new VdshTrainer(backend, Options).Train(Data);
        int before = TestDevice.LiveAllocations();
        for (int n = 1; ; n++)
        {
            TestDevice.FailAllocation(n);
            CudaException? failure = Attempt(() => new VdshTrainer(backend, Options).Train(Data));
            TestDevice.FailAllocation(0);
            Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), $"leaked after the failure of allocation {n}");
            if (failure is null)
                break;
            Assert.That(new VdshTrainer(backend, Options).Train(Data).Sweeps[0].Loss, Is.EqualTo(expected.Sweeps[0].Loss), $"after the failure of allocation {n}");
        }
    }

    [Test]
    public void Every_launch_of_a_training_may_fail([ValueSource(typeof(ObjectiveCatalog), nameof(ObjectiveCatalog.Names))] string objective)
    {
        TrainingOptions options = Options with { Objective = objective };
        using var backend = new CudaBackend();
        TrainingResult expected = new VdshTrainer(backend, options).Train(Data);
        int before = TestDevice.LiveAllocations();
        int failures = 0;
        for (int n = 1; ; n += 3)
        {
            TestDevice.FailLaunch(n);
            CudaException? failure = null;
            try
            {
                new VdshTrainer(backend, options).Train(Data);
            }
            catch (CudaException exception)
            {
                failure = exception;
            }
            TestDevice.FailLaunch(0);
            Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), $"leaked after the failure of launch {n}");
            if (failure is null)
                break;
            failures++;
            Assert.That(failure.Message, Does.Contain("LAUNCH_OUT_OF_RESOURCES").Or.Contain("EXECUTION_FAILED"));
        }
        Assert.That(failures, Is.GreaterThan(20), "a training launches more than that");
        Assert.That(new VdshTrainer(backend, options).Train(Data).Sweeps[0].Loss, Is.EqualTo(expected.Sweeps[0].Loss));
    }

    // Null where nothing failed; any other exception fails the test.
    private static CudaException? Attempt(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (CudaException exception)
        {
            Assert.That(exception.Message, Does.Contain("OUT_OF_MEMORY").Or.Contain("ALLOC_FAILED"));
            return exception;
        }
    }
}
