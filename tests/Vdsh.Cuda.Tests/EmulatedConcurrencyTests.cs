// The suite on the emulator, and what is special to a device: it answers later, when another thread may be asking.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Tests.Concurrency;

namespace Vdsh.Cuda.Tests;

[TestFixture]
internal sealed class EmulatedConcurrencyTests : ConcurrencySuite
{
    protected override int Items => 30;

    protected override int Rounds => 2;

    protected override IComputeBackend Create()
    {
        TestDevice.RequireDevice(races: false);
        return new CudaBackend();
    }

    [Test]
    public void What_the_work_of_one_thread_fails_at_is_not_told_to_another()
    {
        TestDevice.RequireDevice(races: false);
        using var cuda = new CudaBackend();
        using DeviceMatrix bad = cuda.Allocate(2, 2), good = cuda.Allocate(2, 2);
        cuda.Fill(bad, float.NaN);
        cuda.Fill(good, 3);
        cuda.RequireFinite(bad);
        Crew.Run(1, _ => Assert.That(cuda.Dot(good, good), Is.EqualTo(36)));
        Assert.That(() => cuda.Dot(good, good), Throws.TypeOf<ArithmeticException>());
        Assert.That(cuda.Dot(good, good), Is.EqualTo(36), "what was told is forgotten");
    }

    [Test]
    public void Threads_that_never_look_at_their_failures_leave_them_to_nobody()
    {
        TestDevice.RequireDevice(races: false);
        using var cuda = new CudaBackend();
        using DeviceMatrix bad = cuda.Allocate(2, 2), good = cuda.Allocate(2, 2);
        cuda.Fill(bad, float.NaN);
        for (int i = 0; i < 100; i++)
            Crew.Run(1, _ => cuda.RequireFinite(bad));
        cuda.RequireFinite(good);
        Assert.That(cuda.Dot(good, good), Is.Zero);
    }
}
