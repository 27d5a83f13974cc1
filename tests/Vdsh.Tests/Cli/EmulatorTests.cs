// The tool on the CUDA engine, from the command line to the model file, with the emulator in place of a GPU.
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

[TestFixture]
internal sealed class EmulatorTests
{
    private Dictionary<string, string> emulator = null!;

    [OneTimeSetUp]
    public void FindTheEmulator()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Vdsh.sln")))
            root = root.Parent;
        string folder = Path.Combine(root?.FullName ?? "", "artifacts", "native", "emulator");
        if (!File.Exists(Path.Combine(folder, "libcuda.so.1")))
            Assert.Ignore($"The CUDA emulator is not in {folder}; './build.sh native' builds it.");
        emulator = new()
        {
            ["VDSH_CUDA_DRIVER"] = Path.Combine(folder, "libcuda.so.1"),
            ["VDSH_CUBLAS"] = Path.Combine(folder, "libcublas.so"),
        };
    }

    [Test]
    public void Doctor_finds_the_device_and_says_what_it_is()
    {
        CliRun text = Run("doctor").Succeeded();
        Assert.That(text.Output, Does.Contain("THIS IS AN EMULATOR").And.Contain("--device auto takes cuda:0").And.Contain("cuBLAS: version"));
        JsonObject json = Run("doctor", "--json").Json();
        Assert.That((bool)json["cuda"]!["usable"]!, Is.True);
        Assert.That((bool)json["cuda"]!["devices"]![0]!["emulator"]!, Is.True);
        Assert.That((string)json["device"]!, Is.EqualTo("cuda:0"));
    }

    [Test]
    public void A_device_that_does_not_exist_is_refused()
    {
        CliRun run = Run("bench", "gemm", "8", "--device", "cuda:7");
        Assert.That((run.Code, run.ErrorLines.Count), Is.EqualTo((1, 1)), run.Error);
        Assert.That(run.Error, Does.Contain("device 7"));
        Assert.That(Run("doctor", "--device", "cuda:7", "--json").Json()["device"], Is.Null);
    }

    [TestCase]
    [TestCase("--tf32")]
    public void The_selftest_passes_and_claims_no_speed(params string[] options)
    {
        CliRun run = Run(["selftest", "--device", "cuda", "--quick", .. options]).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.That(lines[0], Does.StartWith("THIS IS AN EMULATOR, NOT A GPU"));
        Assert.That(lines[^1], Does.StartWith("PASSED: all ").And.Contain(options.Length > 0 ? "TF32" : "float32"));
        Assert.That(run.Output, Does.Contain("Peak: unknown GFLOP/s"));
    }

    [Test]
    public void A_training_on_the_device_gives_the_model_of_the_cpu()
    {
        using var directory = new ScratchDirectory();
        (double cuda, double cpu) = (Train(directory, "cuda"), Train(directory, "cpu"));
        Assert.That(cuda, Is.EqualTo(cpu).Within(0.01));
    }

    private double Train(ScratchDirectory directory, string device)
    {
        string model = directory.File($"{device}.vdsh");
        JsonObject trained = Run("train", "--data", "digits", "--layers", "8", "--width", "64", "--sweeps", "2", "--device", device, "--out", model, "--json").Json();
        Assert.That(trained["gemmPeakFlops"] is null, Is.EqualTo(device == "cuda"), "an emulator has no peak");
        return (double)Run("evaluate", "--model", model, "--data", "digits", "--device", device, "--json").Json()["map"]!;
    }

    private CliRun Run(params string[] arguments) => CliRun.OfProcess(emulator, arguments);
}
