// These tests are of the tool on the CPU: what the machine has of NVIDIA's must change neither the device nor the lines printed. The search for a driver is made once a process.
using NUnit.Framework;
using Vdsh.Tests.Cli;

namespace Vdsh.Tests;

/// <summary>Hides the driver from all tests of this assembly.</summary>
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
