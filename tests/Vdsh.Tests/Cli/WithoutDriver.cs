// These tests are of the tool on the CPU: what the machine has of NVIDIA's must change neither the device nor the lines printed.
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

/// <summary>Hides the driver from all tests of this namespace.</summary>
[SetUpFixture]
internal sealed class WithoutDriver
{
    public const string Variable = "VDSH_CUDA_DRIVER";

    /// <summary>A driver that is not there.</summary>
    public const string Path = "/nonexistent/libcuda.so.1";

    private EnvironmentSetting? setting;

    [OneTimeSetUp]
    public void Hide() => setting = new EnvironmentSetting(Variable, Path);

    [OneTimeTearDown]
    public void Restore() => setting?.Dispose();
}
