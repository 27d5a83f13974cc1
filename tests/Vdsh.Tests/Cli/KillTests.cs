// A power cut is not a polite cancellation: the tool runs as a process of its own and is killed, with no chance to tidy up.
using System.Diagnostics;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

[TestFixture]
internal sealed class KillTests
{
    [TestCase("codeword")]
    [TestCase("vdsh")]
    public void A_training_killed_in_the_middle_of_a_sweep_resumes_to_the_identical_model(string objective)
    {
        using var directory = new ScratchDirectory();
        string straight = directory.File("straight.vdsh"), resumed = directory.File("resumed.vdsh"), checkpoints = directory.File("checkpoints");
        CliRun.Of(Arguments(straight, objective)).Succeeded();
        string[] arguments = [.. Arguments(resumed, objective), "--checkpoint", checkpoints];
        using (Process process = Start(arguments))
        {
            string? line;
            do
                line = process.StandardError.ReadLine();
            while (line?.StartsWith("sweep 2/", StringComparison.Ordinal) == false);
            Assert.That(line, Is.Not.Null, "the tool ended before its second sweep");
            Thread.Sleep(100);
            Assert.That(process.HasExited, Is.False, "the training was over before it could be killed");
            process.Kill();
            process.WaitForExit();
        }
        Assert.That(File.Exists(resumed), Is.False);
        CliRun run = CliRun.Of([.. arguments, "--resume", "--threads", "1"]).Succeeded();
        Assert.That(run.Error, Does.Not.Contain("sweep 1/"), "it began afresh");
        Assert.That(File.ReadAllBytes(resumed), Is.EqualTo(File.ReadAllBytes(straight)));
    }

    private static string[] Arguments(string target, string objective)
        => ["train", "--data", "digits", "--out", target, "--objective", objective, "--layers", "12", "--width", "256", "--sweeps", "5", "--batch", "32"];

    private static Process Start(string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "Vdsh.Cli.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{dotnet} did not start.");
    }
}
