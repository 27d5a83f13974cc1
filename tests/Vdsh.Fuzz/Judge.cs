// Runs a reader on one input and decides whether that was right: read or refused, in time and in little memory.
using System.Diagnostics;

namespace Vdsh.Fuzz;

/// <summary>Judges single inputs. One at a time; dispose of it to remove its files.</summary>
internal sealed class Judge : IDisposable
{
    /// <summary>The most that one input may allocate, in bytes.</summary>
    public const long MostBytes = 256_000_000;

    /// <summary>The longest that one input may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Memory where the system has such a folder: a million files should not wear out a disc.
    private const string FastFolder = "/dev/shm";

    private readonly string folder;

    public Judge()
    {
        string root = Directory.Exists(FastFolder) ? FastFolder : Path.GetTempPath();
        folder = Path.Combine(root, $"vdsh-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
    }

    /// <summary>Runs a reader on an input.</summary>
    public Verdict Try(FuzzReader reader, byte[] input)
    {
        Verdict verdict = TryOnce(reader, input);
        // The compiler takes its time at a reader's first inputs: what counts is the faster of two runs.
        if (verdict.Time > Longest || (verdict.Allocated > MostBytes && reader.UsesOtherThreads))
        {
            Verdict again = TryOnce(reader, input);
            verdict = verdict with
            {
                Time = again.Time < verdict.Time ? again.Time : verdict.Time,
                Allocated = Math.Min(again.Allocated, verdict.Allocated),
            };
        }
        if (verdict.Fault is not null)
            return verdict;
        return verdict with
        {
            Fault = verdict.Allocated > MostBytes ? new FaultException($"memory: {verdict.Allocated / 1_000_000} MB were allocated")
                : verdict.Time > Longest ? new FaultException($"time: it took {verdict.Time.TotalSeconds:0.0} s")
                : null,
        };
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Verdict TryOnce(FuzzReader reader, byte[] input)
    {
        string own = Path.Combine(folder, reader.Name);
        Directory.CreateDirectory(own);
        string path = Path.Combine(own, reader.FileName);
        File.WriteAllBytes(path, input);
        var trial = new Trial(input, own, path);
        FaultException? fault = null;
        long before = Allocated(reader);
        long start = Stopwatch.GetTimestamp();
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        try
        {
            reader.Use(trial);
        }
        catch (FaultException exception)
        {
            fault = exception;
        }
        // Other programs may have the processor meanwhile, and what is done beside has it too: the lesser is the input's own.
        TimeSpan passed = Stopwatch.GetElapsedTime(start), used = Environment.CpuUsage.TotalTime - busy;
        return new Verdict(trial.IsAccepted, fault, passed < used ? passed : used, Allocated(reader) - before);
    }

    private static long Allocated(FuzzReader reader)
        => reader.UsesOtherThreads ? GC.GetTotalAllocatedBytes() : GC.GetAllocatedBytesForCurrentThread();
}
