// A script learns from the exit code, and with --json from one object, what went wrong, whatever it was.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Cli;
using Vdsh.Cli.CommandLine;

namespace Vdsh.Tests.Cli;

internal sealed class FailureTests
{
    [TestCaseSource(nameof(Commands))]
    public void Every_command_says_in_json_that_its_arguments_are_wrong(string command)
    {
        Object(CliRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--json", "--no-such-option"]), 2, "--no-such-option");
        Object(CliRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--threads", "many", "--json"]), 2, "--help");
    }

    [TestCase("encode --model none.vdsh --input none.npy --out c.npy", "none.vdsh")]
    [TestCase("train --data nothing --out m.vdsh", "nothing")]
    [TestCase("search --codes none.npy --queries none.npy --k 1 --out n.npz", "none.npy")]
    [TestCase("serve --codes none.npy", "none.npy")]
    [TestCase("export index --codes none.npy --out i", "none.npy")]
    [TestCase("evaluate --model none.vdsh --data digits", "none.vdsh")]
    [TestCase("compare --data digits --methods magic --out d", "magic")]
    public void Bad_input_is_an_object_too(string command, string word)
    {
        using var directory = new ScratchDirectory();
        string[] arguments = [.. command.Split(' ').Select(part => part is "c.npy" or "m.vdsh" or "n.npz" or "i" or "d" ? directory.File(part) : part)];
        Object(CliRun.Of([.. arguments, "--json"]), 2, word);
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_cancelled_run_is_an_object_with_code_130()
    {
        using var directory = new ScratchDirectory();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using var output = new StringWriter();
        string[] arguments = ["train", "--data", "digits", "--out", directory.File("m.vdsh"), "--json", "-q"];
        int code = CliApplication.Run(arguments, output, TextWriter.Null, cancellation.Token);
        Object(new CliRun("vdsh train", code, output.ToString(), ""), 130, "cancelled");
        Assert.That(CliApplication.Run(arguments, TextWriter.Null, TextWriter.Null, cancellation.Token, () => 143), Is.EqualTo(143));
        Assert.That(directory.Names, Is.Empty);
    }

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public void A_signal_ends_a_training_with_its_own_code(string signal, int expected)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("signals of Unix");
        using var directory = new ScratchDirectory();
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(
            dotnet,
            [
                Path.Combine(AppContext.BaseDirectory, "Vdsh.Cli.dll"), "train", "--data", "digits", "--layers", "16", "--width", "256", "--sweeps", "100000",
                "--out", directory.File("m.vdsh"), "--json",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("sweep 1/", StringComparison.Ordinal))
            Assert.That(line, Does.Not.Contain("error"));
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            kill.WaitForExit();
        Task<string> rest = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(rest.Result, Does.Contain("vdsh: error: cancelled"));
        Object(new CliRun("vdsh train", process.ExitCode, output, ""), expected, "cancelled");
        Assert.That(directory.Names, Is.Empty);
    }

    // Exactly one object on standard output, with the code that the process ended with.
    private static void Object(CliRun run, int code, string word)
    {
        Assert.That(run.Code, Is.EqualTo(code), $"{run.CommandLine}\n{run.Error}{run.Output}");
        JsonNode? node = JsonNode.Parse(run.Output);
        Assert.That((string?)node!["error"], Does.Contain(word), run.Output);
        Assert.That((int?)node["exitCode"], Is.EqualTo(code), run.Output);
    }

    private static IEnumerable<string> Commands() => Walk(CliApplication.CreateRoot(new GlobalOptions()), "");

    private static IEnumerable<string> Walk(Command command, string path)
        => command.Subcommands.SelectMany(child => Walk(child, $"{path} {child.Name}".Trim())).Append(path);
}
