// Every share of the peak that is reported rests on this loop: it ends with any number of threads and gives a speed that a processor can have.
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

public sealed class GemmPeakTests
{
    // A 512-bit multiply-add is 32 operations; no core does four of them a cycle at 10 GHz.
    private const double MoreThanAnyCore = 4 * 32 * 10e9;

    [Test]
    public void A_peak_is_one_that_a_processor_can_have([Values] VectorWidth width, [Values(1, 2, 7)] int threads)
    {
        if (!CpuBackend.IsSupported(width))
            Assert.Ignore($"This machine does not accelerate {width}.");
        double peak = GemmPeak.Measure(threads, TimeSpan.Zero, width);
        TestContext.Out.WriteLine($"{peak / 1e9:F1} GFLOP/s");
        Assert.That(peak, Is.InRange(1e8, MoreThanAnyCore * threads));
    }

    [Test]
    public void No_thread_is_refused() => Assert.That(() => GemmPeak.Measure(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
