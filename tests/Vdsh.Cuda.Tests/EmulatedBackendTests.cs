// The suite of all backends on the very PTX that ships, with race detection, and with blocks and warps in the other order.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Compute;
using Vdsh.Tests.Training;
using Vdsh.Training;

namespace Vdsh.Cuda.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class EmulatedBackendTests(bool reverse) : BackendSuite
{
    private int before;

    protected override IComputeBackend Create()
    {
        TestDevice.RequireEmulator(reverse, races: !reverse);
        before = TestDevice.LiveAllocations();
        return new CudaBackend();
    }

    [OneTimeTearDown]
    public void Nothing_is_left()
    {
        Backend?.Dispose();
        Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), "allocations were not freed");
    }

    [Test]
    public void A_matrix_of_another_backend_is_refused()
    {
        using CpuBackend other = new();
        using DeviceMatrix foreign = other.Allocate(2, 2);
        Assert.That(() => Backend.Fill(foreign, 1), Throws.ArgumentException);
        using CudaBackend second = new();
        using DeviceMatrix neighbour = second.Allocate(2, 2);
        Assert.That(() => Backend.Fill(neighbour, 1), Throws.ArgumentException);
    }

    [Test]
    public void A_matrix_larger_than_a_staging_buffer_arrives_whole()
    {
        const int Rows = 66, Columns = 1 << 16;
        float[,] values = new float[Rows, Columns];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
                values[i, j] = (i * 31) + j;
        }
        Assert.That(Download(Upload(values)).Cast<float>().SequenceEqual(values.Cast<float>()), Is.True);
    }

    [TestCase("codeword", false)]
    [TestCase("vdsh", true)]
    public void A_training_takes_what_was_planned(string objective, bool fullBatch)
    {
        // Uploads have four buffers of their own, which grow to powers of two.
        const long Buffers = 4 * (128 << 10);
        using var backend = new CudaBackend();
        using var context = new Driver.CudaContext(0);
        using var whole = new FaultyBackend("", backend);
        long before = context.GetFreeDeviceMemorySize(), least = before;
        TrainingOptions options = SmallProblem.Options with { Objective = objective, FullBatch = fullBatch, Width = 150, Sweeps = 1, Batch = 40 };
        new VdshTrainer(whole, options).Train(SmallProblem.Clouds(80, 17), new CallbackProgress(_ => least = Math.Min(least, context.GetFreeDeviceMemorySize())));
        TestContext.Out.WriteLine($"planned {whole.PlannedBytes}, taken {before - least}");
        Assert.That(before - least, Is.LessThanOrEqualTo(whole.PlannedBytes + Buffers).And.GreaterThan(whole.PlannedBytes / 2));
    }

    [Test]
    public void What_does_not_fit_is_refused_with_the_numbers()
    {
        var backend = (CudaBackend)Backend;
        Assert.That(
            () => backend.RequireMemory(long.MaxValue, "training"),
            Throws.TypeOf<Driver.CudaException>().With.Message.Contains("needs").And.Message.Contains("free").And.Message.Contains("--width"));
        Assert.That(() => backend.RequireMemory(1, "training"), Throws.Nothing);
        Assert.That(
            () => Backend.Allocate(int.MaxValue / 2, 1 << 20),
            Throws.TypeOf<Driver.CudaException>().With.Message.Contains("CUDA_ERROR_OUT_OF_MEMORY").And.Message.Contains("free"));
    }
}
