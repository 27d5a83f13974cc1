// The index on the emulated device, which holds its codes.
using NUnit.Framework;
using Vdsh.Search;
using Vdsh.Tests.Search;

namespace Vdsh.Cuda.Tests;

[TestFixture]
public sealed class EmulatedIndexTests : IndexSuite
{
    private CudaBackend? backend;
    private int before;

    protected override int Items => 150;

    [OneTimeSetUp]
    public void Open()
    {
        TestDevice.RequireEmulator(reverse: true);
        before = TestDevice.LiveAllocations();
        backend = new CudaBackend();
    }

    [OneTimeTearDown]
    public void Nothing_is_left()
    {
        backend?.Dispose();
        Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), "allocations were not freed");
    }

    protected override ICodeIndex Create(int bits) => new HammingIndex(bits, backend!);
}
