// The scans on a real device, for whoever has one.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Tests.Compute;

namespace Vdsh.Cuda.Tests;

[TestFixture]
public sealed class HardwareHammingTests : HammingSuite
{
    private CudaBackend? backend;

    protected override IHammingEngine Create()
    {
        TestDevice.RequireHardware();
        return backend = new CudaBackend();
    }

    [OneTimeTearDown]
    public void Close() => backend?.Dispose();
}
