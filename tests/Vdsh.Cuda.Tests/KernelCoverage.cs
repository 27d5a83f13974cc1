// A host that is killed after its tests cannot say at its end which instructions of the kernels ran, so the last teardown does.
using NUnit.Framework;

namespace Vdsh.Cuda.Tests;

[SetUpFixture]
public sealed class KernelCoverage
{
    [OneTimeTearDown]
    public void Write() => TestDevice.WriteCoverage();
}
