// Results are worth keeping only with what they were measured on, so each processor has a folder and each file its versions.
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Vdsh.Compute;

namespace Vdsh.Benchmarks;

/// <summary>Runs a selection of benchmarks and leaves their tables in benchmarks/PROCESSOR/ of the checkout.</summary>
internal static class Archive
{
    /// <summary>The processor's name as a folder: letters, digits and hyphens.</summary>
    public static string ProcessorFolder
    {
        get
        {
            using var backend = new CpuBackend(new CpuBackendOptions { Threads = 1 });
            var name = new StringBuilder();
            foreach (char c in backend.Description[..backend.Description.LastIndexOf(", Vector", StringComparison.Ordinal)].ToLowerInvariant())
            {
                if (char.IsAsciiLetterOrDigit(c))
                    name.Append(c);
                else if (name.Length > 0 && name[^1] != '-')
                    name.Append('-');
            }
            return name.ToString().Trim('-');
        }
    }

    /// <summary>Measures and writes a file for each class of benchmarks.</summary>
    /// <param name="quick">Three short runs of each benchmark instead of as many as the noise asks for.</param>
    /// <param name="args">Further options of BenchmarkDotNet, for example a filter.</param>
    /// <returns>The exit code: 1 where a benchmark failed or none was selected.</returns>
    public static int Run(bool quick, string[] args)
    {
        string folder = Path.Combine(Checkout(), "benchmarks", ProcessorFolder);
        ManualConfig config = ManualConfig.Create(DefaultConfig.Instance).AddJob(quick ? Job.ShortRun : Job.Default).AddExporter(MarkdownExporter.GitHub);
        if (!args.Contains("--filter"))
            args = [.. args, "--filter", "*"];
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Archive).Assembly).Run(args, config)];
        if (summaries.Length == 0 || summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)))
            return 1;
        Directory.CreateDirectory(folder);
        foreach (Summary summary in summaries)
        {
            string report = Directory.EnumerateFiles(summary.ResultsDirectoryPath, $"{summary.BenchmarksCases[0].Descriptor.Type.FullName}-report-github.md").Single();
            string target = Path.Combine(folder, $"{summary.BenchmarksCases[0].Descriptor.Type.Name}-{(quick ? "quick" : "full")}.md");
            File.WriteAllText(target, $"Vdsh {typeof(CpuBackend).Assembly.GetName().Version!.ToString(3)}, {DateTime.UtcNow:yyyy-MM-dd}\n\n{File.ReadAllText(report)}");
            Console.WriteLine($"Wrote {target}");
        }
        return 0;
    }

    private static string Checkout()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vdsh.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("Run the benchmarks from a checkout of Vdsh: results are written beside Vdsh.sln.");
    }
}
