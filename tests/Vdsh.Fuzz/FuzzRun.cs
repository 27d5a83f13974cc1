// Works through the readers, keeps what fails, and says at the end what became of all inputs.
using System.Diagnostics;
using System.Globalization;

namespace Vdsh.Fuzz;

/// <summary>A run of the fuzzer.</summary>
internal sealed class FuzzRun : IDisposable
{
    private const int KeptPerCause = 2;

    private readonly FuzzOptions options;
    private readonly string folder;
    private readonly TextWriter output;
    private readonly Judge judge = new();
    private readonly RunMark mark;
    private readonly Watchdog watchdog;
    private readonly Dictionary<string, int> causes = [];
    private readonly List<Tally> tallies = [];
    private (FuzzReader Reader, byte[] Input, string Name) current;

    /// <param name="options">What to try.</param>
    /// <param name="folder">Receives failing inputs, each with its message beside it.</param>
    /// <param name="output">Receives a line for each kind of failure, and the closing table.</param>
    public FuzzRun(FuzzOptions options, string folder, TextWriter output)
    {
        this.options = options;
        this.folder = folder;
        this.output = output;
        Directory.CreateDirectory(folder);
        mark = RunMark.Create(folder);
        watchdog = new Watchdog(() => Keep(current.Name, current.Input, "it does not end"));
    }

    /// <summary>What became of the inputs, a row for each reader.</summary>
    public IReadOnlyList<Tally> Tallies => tallies;

    /// <summary>Runs all readers.</summary>
    /// <returns>Whether nothing failed.</returns>
    public bool Execute()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (FuzzReader reader in options.Readers)
            tallies.Add(Execute(reader));
        WriteTable(Stopwatch.GetElapsedTime(start));
        return tallies.All(tally => tally.Failures == 0);
    }

    public void Dispose()
    {
        watchdog.Dispose();
        mark.Dispose();
        judge.Dispose();
    }

    private Tally Execute(FuzzReader reader)
    {
        var tally = new Tally(reader.Name);
        IReadOnlyList<byte[]> corpus = Corpus.Of(reader);
        for (int i = 0; i < corpus.Count; i++)
            Try(reader, corpus[i], $"{reader.Name}-corpus-{i}", tally);
        double seconds = options.Seconds / options.Readers.Count, share = reader.Weight / options.Readers.Sum(other => other.Weight);
        long most = options.Inputs is long inputs ? (long)Math.Ceiling(inputs * share) : long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < most && (options.Inputs is not null || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds); i++)
        {
            long number = options.From + i;
            mark.Set(reader.Name, options.Seed, number);
            byte[] input = InputMaker.Make(reader, corpus, options.Seed, number);
            Try(reader, input, NameOf(reader.Name, options.Seed, number), tally);
        }
        return tally;
    }

    /// <summary>The name of an input without its ending.</summary>
    public static string NameOf(string reader, ulong seed, long number) => string.Create(CultureInfo.InvariantCulture, $"{reader}-{seed}-{number}");

    private void Try(FuzzReader reader, byte[] input, string name, Tally tally)
    {
        current = (reader, input, name);
        watchdog.Begin();
        Verdict verdict = judge.Try(reader, input);
        watchdog.End();
        tally.Add(verdict, input.Length);
        if (verdict.Fault is not { } fault)
            return;
        string cause = $"{reader.Name} {fault.Cause}";
        causes[cause] = causes.GetValueOrDefault(cause) + 1;
        if (causes[cause] <= KeptPerCause)
            Keep(name, input, $"{fault.Message}\n{fault.InnerException}");
    }

    private void Keep(string name, byte[] input, string message) => Keep(folder, name, input, message, output);

    /// <summary>Writes a failing input with its message, and says so.</summary>
    public static void Keep(string folder, string name, byte[] input, string message, TextWriter output)
    {
        string path = Path.Combine(folder, name + ".bin");
        File.WriteAllBytes(path, input);
        File.WriteAllText(Path.ChangeExtension(path, ".txt"), message + "\n");
        output.WriteLine($"FAILED {message.Split('\n')[0]}");
        output.WriteLine($"  again with: ./build.sh fuzz replay {path}");
    }

    private void WriteTable(TimeSpan time)
    {
        List<string[]> rows = [["reader", "inputs", "accepted", "refused", "failures", "slowest", "most allocated", "largest input"]];
        foreach (Tally tally in tallies)
        {
            rows.Add(
            [
                tally.Reader, $"{tally.Inputs}", $"{tally.Accepted}", $"{tally.Refused}", $"{tally.Failures}",
                Text($"{tally.Slowest.TotalMilliseconds:0} ms"), Text($"{tally.MostAllocated / 1e6:0.0} MB"), Text($"{tally.LargestInput / 1e3:0} kB"),
            ]);
        }
        rows.Add(
        [
            "all", $"{tallies.Sum(tally => tally.Inputs)}", $"{tallies.Sum(tally => tally.Accepted)}", $"{tallies.Sum(tally => tally.Refused)}",
            $"{tallies.Sum(tally => tally.Failures)}", Text($"{tallies.Max(tally => tally.Slowest).TotalMilliseconds:0} ms"),
            Text($"{tallies.Max(tally => tally.MostAllocated) / 1e6:0.0} MB"), Text($"{tallies.Max(tally => tally.LargestInput) / 1e3:0} kB"),
        ]);
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
        using var process = Process.GetCurrentProcess();
        output.WriteLine(Text($"seed {options.Seed}, {time.TotalSeconds:0} s, largest working set of the process {process.PeakWorkingSet64 / 1e6:0} MB"));
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
