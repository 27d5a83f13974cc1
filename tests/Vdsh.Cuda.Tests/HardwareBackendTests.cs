// The same suites on a real device, for whoever has one.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Tests.Compute;

namespace Vdsh.Cuda.Tests;

[TestFixture]
public sealed class HardwareBackendTests : BackendSuite
{
    protected override IComputeBackend Create()
    {
        TestDevice.RequireHardware();
        return new CudaBackend();
    }
}
