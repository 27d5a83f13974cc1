// .NET makes no pipes and no hard links and gives no file away; the system's own tools do.
using System.ComponentModel;
using System.Diagnostics;
using NUnit.Framework;

namespace Vdsh.Tests.Data;

/// <summary>Runs small tools of Unix.</summary>
internal static class UnixTool
{
    /// <summary>Runs a tool that must succeed and returns what it printed.</summary>
    public static string Run(string name, params string[] arguments)
    {
        (int? code, string output) = Try(name, arguments);
        Assert.That(code, Is.Zero, $"{name} {string.Join(' ', arguments)}");
        return output;
    }

    /// <summary>Runs a tool that may be missing (then the code is null) or fail.</summary>
    public static (int? Code, string Output) Try(string name, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            error.Wait();
            return (process.ExitCode, output);
        }
        catch (Win32Exception)
        {
            return (null, "");
        }
    }
}
