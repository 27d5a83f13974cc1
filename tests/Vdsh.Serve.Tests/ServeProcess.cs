// The command as a process of its own, which can be measured, stopped and killed.
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Vdsh.Serve.Tests;

/// <summary>A running <c>vdsh serve --json</c>.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> error;

    private ServeProcess(Process process, JsonObject started)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
        Started = started;
        Address = new Uri((string)started["addresses"]![0]!);
    }

    /// <summary>The object it printed.</summary>
    public JsonObject Started { get; }

    public Uri Address { get; }

    public static ServeProcess Start(params string[] arguments)
    {
        Process process = Run(["serve", "--urls", "http://127.0.0.1:0", "--json", .. arguments]);
        var text = new StringBuilder();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            text.AppendLine(line);
            // The object ends where its first line's brace does.
            if (line == "}")
                return new ServeProcess(process, JsonNode.Parse(text.ToString())!.AsObject());
        }
        throw new InvalidOperationException(process.StandardError.ReadToEnd());
    }

    /// <summary>Starts the tool.</summary>
    public static Process Run(string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "Vdsh.Cli.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{dotnet} did not start.");
    }

    /// <summary>Sends SIGTERM and waits.</summary>
    public async Task<(int Code, string Output, string Error)> Terminate()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
