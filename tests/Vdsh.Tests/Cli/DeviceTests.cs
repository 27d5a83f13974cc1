// An explicit choice of device never degrades, and 'auto' says what it missed; here where no GPU engine can run.
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

internal sealed class DeviceTests
{
    private const string Missing = WithoutDriver.Path;

    [TestCase("cuda")]
    [TestCase("cuda:1")]
    public void Cuda_never_falls_back(string device)
    {
        using var directory = new ScratchDirectory();
        CliRun run = CliRun.Of("train", "--data", "digits", "--sweeps", "1", "--out", directory.File("m.vdsh"), "--device", device);
        Assert.That(run.Code, Is.EqualTo(1), run.Error);
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.ErrorLines, Has.Count.EqualTo(1), run.Error);
        Assert.That(run.ErrorLines[0], Does.StartWith("vdsh: error: ").And.Contain(Missing).And.Contain("--device cpu"));
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void Auto_falls_back_with_one_line()
    {
        CliRun run = CliRun.Of("bench", "gemm", "8", "--device", "auto").Succeeded();
        Assert.That(run.ErrorLines, Has.Count.EqualTo(1), run.Error);
        Assert.That(run.ErrorLines[0], Does.Contain("takes the CPU").And.Contain(Missing));
    }

    [Test]
    public void Auto_is_silent_where_nobody_asked()
    {
        Assert.That(CliRun.Of("bench", "gemm", "8").Succeeded().Error, Is.Empty);
        Assert.That(CliRun.Of("bench", "gemm", "8", "--device", "auto", "--quiet").Succeeded().Error, Is.Empty);
        Assert.That(CliRun.Of("bench", "gemm", "8", "--device", "cpu").Succeeded().Error, Is.Empty);
    }

    [Test]
    public void The_drivers_own_error_is_spelled_out()
    {
        // NVIDIA's driver without a device: left by the toolchain script of native/ where the package could be had.
        string libcuda = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "vdsh", "toolchain", "driver", "libcuda.so.1");
        if (!File.Exists(libcuda))
            Assert.Ignore($"{libcuda} is not there.");
        // In processes of their own: a driver once loaded would be found by all tests that follow.
        CliRun Run(params string[] args) => CliRun.OfProcess(new() { [WithoutDriver.Variable] = libcuda }, args);
        if (Run("doctor", "--json").Json()["cuda"]!["devices"]!.AsArray().Count > 0)
            Assert.Ignore("This machine has a GPU.");
        CliRun cuda = Run("bench", "gemm", "8", "--device", "cuda");
        Assert.That((cuda.Code, cuda.ErrorLines.Count), Is.EqualTo((1, 1)), cuda.Error);
        Assert.That(cuda.Error, Does.Contain("CUDA_ERROR_NO_DEVICE").And.Contain("100"));
        CliRun auto = Run("bench", "gemm", "8").Succeeded();
        Assert.That(auto.ErrorLines, Has.Count.EqualTo(1), "with a driver but no device the fallback is worth a line");
        Assert.That(auto.Error, Does.Contain("takes the CPU").And.Contain("CUDA_ERROR_NO_DEVICE"));
    }

    [TestCase("auto")]
    [TestCase("cpu")]
    public void Tf32_needs_a_gpu(string device) => CliRun.Of("bench", "gemm", "8", "--device", device, "--tf32").Refused("--tf32", "--device cuda");

    [Test]
    public void Bf16_is_a_mode_of_the_cpu()
    {
        CliRun.Of("bench", "gemm", "8", "--device", "cuda", "--precision", "bf16").Refused("--precision bf16", "--device cpu", "--tf32");
        CliRun.Of("bench", "gemm", "8", "--device", "cuda", "--precision", "bf16", "--tf32").Refused("--precision bf16", "--tf32");
        CliRun.Of("bench", "gemm", "8", "--precision", "half").Refused("--precision", "float32", "bf16", "'half'");
    }

    [Test]
    public void Bf16_never_falls_back()
    {
        CliRun run = CliRun.OfProcess(new() { ["VDSH_NATIVE"] = "off" }, "bench", "gemm", "8", "--precision", "bf16");
        Assert.That((run.Code, run.ErrorLines.Count), Is.EqualTo((1, 1)), run.Error);
        Assert.That(run.Error, Does.Contain("bfloat16").And.Contain("VDSH_NATIVE").And.Contain("--precision float32"));
    }

    [Test]
    public void Doctor_says_what_was_tried_and_what_follows()
    {
        CliRun run = CliRun.Of("doctor").Succeeded();
        Assert.That(run.Output, Does.Contain($"tried {Missing}").And.Contain("--device auto takes the CPU"));
        var json = CliRun.Of("doctor", "--json").Json();
        Assert.That((string)json["device"]!, Is.EqualTo("cpu"));
        Assert.That((bool)json["cuda"]!["driverFound"]!, Is.False);
        Assert.That((string)json["cuda"]!["driverTried"]![0]!["path"]!, Is.EqualTo(Missing));
        Assert.That((string)json["cuda"]!["obstacle"]!, Is.Not.Empty);
    }

    [Test]
    public void Doctor_tells_that_an_explicit_choice_would_fail()
    {
        var json = CliRun.Of("doctor", "--device", "cuda", "--json").Json();
        Assert.That(json["device"], Is.Null);
        Assert.That((string)json["deviceReason"]!, Does.Contain(Missing));
    }
}
