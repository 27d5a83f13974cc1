// Redirections, pipes and closed streams are the shell's doing; so these tests ask a shell for them.
using System.Diagnostics;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

/// <summary>Runs a script in which <c>vdsh</c> is the tool.</summary>
internal static class Shell
{
    /// <summary>Runs a script of the POSIX shell in a folder.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public static (int Code, string Output, string Error) Run(string folder, string script)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("needs a POSIX shell");
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        string tool = Path.Combine(AppContext.BaseDirectory, "Vdsh.Cli.dll");
        var start = new ProcessStartInfo("sh", ["-c", $"vdsh() {{ \"{dotnet}\" \"{tool}\" \"$@\"; }}\n{script}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
