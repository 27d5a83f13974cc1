// The engine on a driver that has only what it cannot do without: nothing of our own emulator may be presumed.
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

[TestFixture]
internal sealed class OtherDriverTests
{
    private Dictionary<string, string> driver = null!;

    [OneTimeSetUp]
    public void FindTheDriver()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Vdsh.sln")))
            root = root.Parent;
        string folder = Path.Combine(root?.FullName ?? "", "artifacts", "native", "strict");
        if (!File.Exists(Path.Combine(folder, "libstrict_driver.so")))
            Assert.Ignore($"The strict stand-in for the driver is not in {folder}; './build.sh native' builds it.");
        driver = new()
        {
            ["VDSH_CUDA_DRIVER"] = Path.Combine(folder, "libstrict_driver.so"),
            ["VDSH_CUBLAS"] = Path.Combine(folder, "libstrict_cublas.so"),
        };
    }

    [Test]
    public void Doctor_finds_the_device_though_the_driver_tells_little()
    {
        CliRun text = Run("doctor").Succeeded();
        Assert.That(text.Output, Does.Contain("version unknown").And.Contain("Strict stand-in").And.Contain("--device auto takes cuda:0"));
        JsonObject json = Run("doctor", "--json").Json();
        Assert.That((bool)json["cuda"]!["usable"]!, Is.True);
        Assert.That(json["cuda"]!["driverVersion"], Is.Null);
    }

    [Test]
    public void A_training_gives_the_model_of_the_cpu()
    {
        using var directory = new ScratchDirectory();
        (double cuda, double cpu) = (Train(directory, "cuda"), Train(directory, "cpu"));
        Assert.That(cuda, Is.EqualTo(cpu).Within(0.01));
    }

    [Test]
    public void Every_operation_passes_the_selftest() =>
        Assert.That(Run("selftest", "--device", "cuda", "--quick").Succeeded().Output, Does.Contain("PASSED: all "));

    [Test]
    public void What_it_does_not_offer_is_refused_by_name_when_it_is_asked_for()
    {
        CliRun run = Run("bench", "gemm", "8", "--device", "cuda", "--tf32");
        Assert.That((run.Code, run.ErrorLines.Count), Is.EqualTo((1, 1)), run.Error);
        Assert.That(run.Error, Does.Contain("cublasSetMathMode"));
        CliRun absent = Run("bench", "gemm", "8", "--device", "cuda:7");
        Assert.That((absent.Code, absent.ErrorLines.Count), Is.EqualTo((1, 1)), absent.Error);
    }

    private double Train(ScratchDirectory directory, string device)
    {
        string model = directory.File($"{device}.vdsh");
        Run("train", "--data", "digits", "--layers", "8", "--width", "64", "--sweeps", "2", "--device", device, "--out", model).Succeeded();
        return (double)Run("evaluate", "--model", model, "--data", "digits", "--device", device, "--json").Json()["map"]!;
    }

    private CliRun Run(params string[] arguments) => CliRun.OfProcess(driver, arguments);
}
