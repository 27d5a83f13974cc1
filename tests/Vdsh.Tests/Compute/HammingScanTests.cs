// The suite on the CPU's scans with every kernel forced and with one and three threads.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;

namespace Vdsh.Tests.Compute;

[TestFixture("Scalar", 1)]
[TestFixture("Scalar", 3)]
[TestFixture("Vector256", 1)]
[TestFixture("Vector512", 1)]
[TestFixture("Vector512", 3)]
public sealed class HammingScanTests(string kernelName, int threads) : HammingSuite
{
    protected override IHammingEngine Create()
    {
        HammingKernel kernel = Enum.Parse<HammingKernel>(kernelName);
        if (!HammingKernelSupport.IsSupported(kernel))
            Assert.Ignore($"This machine does not run the kernel {kernel}.");
        return new HammingScan(threads, kernel);
    }
}
