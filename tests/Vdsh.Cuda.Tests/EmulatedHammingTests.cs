// The scans on the emulator: whole, and with so little device memory that queries and database come in many chunks.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Tests.Compute;

namespace Vdsh.Cuda.Tests;

[TestFixture(false, null)]
[TestFixture(true, null)]
[TestFixture(false, 40_000L)]
public sealed class EmulatedHammingTests(bool reverse, long? scanBytes) : HammingSuite
{
    private CudaBackend? backend;
    private int before;

    protected override IHammingEngine Create()
    {
        TestDevice.RequireEmulator(reverse);
        before = TestDevice.LiveAllocations();
        return backend = new CudaBackend { ScanBytes = scanBytes };
    }

    [OneTimeTearDown]
    public void Nothing_is_left()
    {
        backend?.Dispose();
        Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), "allocations were not freed");
    }
}
