// Runs the tool in process, as a user would on the command line, and keeps what it printed.
using System.Diagnostics;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Cli;

namespace Vdsh.Tests.Cli;

/// <summary>The outcome of one command line.</summary>
internal sealed record CliRun(string CommandLine, int Code, string Output, string Error)
{
    public static CliRun Of(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = CliApplication.Run(args, output, error);
        return new CliRun("vdsh " + string.Join(' ', args), code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the tool in a process of its own, with some environment variables set.</summary>
    public static CliRun OfProcess(Dictionary<string, string> environment, params string[] args)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "Vdsh.Cli.dll"), .. args])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{dotnet} did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliRun("vdsh " + string.Join(' ', args), process.ExitCode, output, error.Result);
    }

    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The run succeeded.</summary>
    public CliRun Succeeded()
    {
        Assert.That(Code, Is.Zero, $"{CommandLine}\n{Error}\n{Output}");
        return this;
    }

    /// <summary>The one JSON object on standard output.</summary>
    public JsonObject Json()
    {
        Succeeded();
        JsonNode? node = JsonNode.Parse(Output);
        Assert.That(node, Is.InstanceOf<JsonObject>(), $"{CommandLine}\n{Output}");
        return (JsonObject)node!;
    }

    /// <summary>The run was refused as bad input: code 2, nothing but the object of --json on standard output, one error line that holds the given words.</summary>
    public void Refused(params string[] words)
    {
        Assert.That(Code, Is.EqualTo(2), $"{CommandLine}\n{Error}");
        if (CommandLine.Contains(" --json", StringComparison.Ordinal))
            Assert.That((int?)JsonNode.Parse(Output)!["exitCode"], Is.EqualTo(2), $"{CommandLine}\n{Output}");
        else
            Assert.That(Output, Is.Empty, CommandLine);
        Assert.That(ErrorLines, Has.Count.EqualTo(1), $"{CommandLine}\n{Error}");
        Assert.That(ErrorLines[0], Does.StartWith("vdsh: error: ").And.Not.Contain("Exception"), CommandLine);
        foreach (string word in words)
            Assert.That(ErrorLines[0], Does.Contain(word).IgnoreCase, CommandLine);
    }
}
