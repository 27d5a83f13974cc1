// A power cut is not a polite cancellation: the tool runs as a process of its own and is killed, with no chance to tidy up.
using System.Diagnostics;
using NUnit.Framework;
using Vdsh.Compute.Cpu;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;
using Vdsh.Tests.Search;

namespace Vdsh.Tests.Cli;

[TestFixture]
internal sealed class KillTests
{
    [TestCase("codeword")]
    [TestCase("vdsh")]
    public void A_training_killed_in_the_middle_of_a_sweep_resumes_to_the_identical_model(string objective)
    {
        // Many sweeps, so that the training is not over when a busy machine lets this test read its second line late.
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

    [Test]
    public void An_index_killed_while_it_is_saved_is_the_old_one_or_the_new()
    {
        const int Old = 1000, New = 4_000_000;
        using var folder = new TemporaryFolder();
        FaissIndexFileTests.WriteCodes(folder["old.npy"], RandomCodes.Create(Old, 64, 1));
        FaissIndexFileTests.WriteCodes(folder["new.npy"], RandomCodes.Create(New, 64, 2));
        CliRun.Of("export", "index", "--codes", folder["old.npy"], "--out", folder["index"]).Succeeded();
        int killed = 0;
        for (int attempt = 0; attempt < 8 && killed < 2; attempt++)
        {
            using (Process process = Start(["export", "index", "--codes", folder["new.npy"], "--out", folder["index"]]))
            {
                // A temporary file with content is a save that goes on.
                while (!process.HasExited && !Directory.EnumerateFiles(folder.Path, ".index.*").Any(file => new FileInfo(file) is { Exists: true, Length: > 1 << 16 }))
                    Thread.SpinWait(100);
                process.Kill();
                process.WaitForExit();
            }
            killed += Directory.EnumerateFiles(folder.Path, ".index.*").Any() ? 1 : 0;
            HammingIndex index = HammingIndex.Load(folder["index"], new HammingScan(1, HammingKernelSupport.Best));
            Assert.That(index.Count, Is.EqualTo(Old).Or.EqualTo(New));
            AtomicFile.EnsureWritable(folder["index"]);
        }
        if (killed == 0)
            Assert.Inconclusive("Every save was over before it could be killed.");
    }

    private static string[] Arguments(string target, string objective)
        => ["train", "--data", "digits", "--out", target, "--objective", objective, "--layers", "12", "--width", "256", "--sweeps", "16", "--batch", "32"];

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
