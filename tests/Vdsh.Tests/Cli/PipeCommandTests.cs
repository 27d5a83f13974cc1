// Shells hand files to programs through pipes; every input option takes them, and none keeps the program from being
// stopped.
using System.Diagnostics;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

[TestFixture]
[Platform("Linux", Reason = "needs /bin/sh, mkfifo and /dev/stdin")]
internal sealed class PipeCommandTests
{
    private ScratchDirectory shared = null!;
    private string model = null!, features = null!, labels = null!, codes = null!;

    [OneTimeSetUp]
    public void TrainTinyModel()
    {
        shared = new ScratchDirectory();
        (features, labels) = Blobs.Write(shared, "train", 60, 6, 3, seed: 1);
        (model, codes) = (shared.File("m.vdsh"), shared.File("codes.npy"));
        CliRun.Of("train", "--features", features, "--labels", labels, "--out", model, "--bits", "16", "--layers", "1",
            "--width", "16", "--sweeps", "2", "--quiet").Succeeded();
        CliRun.Of("encode", "--model", model, "--input", features, "--out", codes, "--quiet").Succeeded();
    }

    [OneTimeTearDown]
    public void RemoveFiles() => shared.Dispose();

    [TestCase("-", "cat")]
    [TestCase("-", "gzip -c")]
    [TestCase("/dev/stdin", "cat")]
    [TestCase("/dev/stdin", "gzip -c")]
    public void Standard_input_is_read_under_each_of_its_names(string name, string writer)
    {
        string piped = shared.File("piped.npy");
        using Process shell =
            Shell($"{writer} '{features}' | {Tool} encode --model '{model}' --input {name} --out '{piped}'");
        string error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.That(shell.ExitCode, Is.Zero, error);
        Assert.That(File.ReadAllBytes(piped), Is.EqualTo(File.ReadAllBytes(codes)));
    }

    [Test]
    public void A_model_in_a_pipe_is_refused()
    {
        using Process shell =
            Shell($"cat '{model}' | {Tool} encode --model /dev/stdin --input '{features}' --out '{shared.File("never")}'");
        string error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.That(shell.ExitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("real file").And.Not.Contain("Exception"));
    }

    [TestCase("encode --model {model} --input {fifo} --out {out}")]
    [TestCase("encode --model {fifo} --input {features} --out {out}")]
    [TestCase("train --features {features} --labels {fifo} --out {out}")]
    [TestCase("serve --codes {fifo}")]
    [TestCase("serve --codes {codes} --api-key-file {fifo}")]
    public void A_pipe_that_nobody_writes_to_ends_with_the_first_signal(string command)
    {
        using var directory = new ScratchDirectory();
        string fifo = directory.File("fifo"), target = directory.File("out");
        using (Process made = Shell($"mkfifo '{fifo}'"))
            made.WaitForExit();
        string line = command.Replace("{model}", model).Replace("{features}", features).Replace("{codes}", codes)
            .Replace("{fifo}", fifo).Replace("{out}", target);
        using Process waiting = Shell($"exec {Tool} {line}");
        Assert.That(waiting.WaitForExit(2000), Is.False, "it waits for a writer");
        using (Process kill = Shell($"kill -TERM {waiting.Id}"))
            kill.WaitForExit();
        Assert.That(waiting.WaitForExit(60_000), Is.True, "it is still waiting");
        Assert.That(waiting.ExitCode, Is.Not.Zero);
        Assert.That(waiting.StandardError.ReadToEnd(), Does.Contain("cancelled").And.Not.Contain("   at "));
        Assert.That(File.Exists(target), Is.False);
    }

    private static string Tool
    {
        get
        {
            string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
                : "dotnet";
            return $"'{dotnet}' '{Path.Combine(AppContext.BaseDirectory, "Vdsh.Cli.dll")}'";
        }
    }

    private static Process Shell(string command)
        => Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
