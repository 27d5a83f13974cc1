// One way of timing for all benchmarks: warm up, repeat for a fixed time, take the median. By the clock and by the processor: on a machine that others use
// too, only the second can be compared.
using System.Diagnostics;

namespace Vdsh.Cli.Bench;

/// <summary>Several runs of one action.</summary>
/// <param name="Seconds">Median by the clock.</param>
/// <param name="ProcessorSeconds">Of all threads together, averaged over the runs.</param>
internal sealed record Timing(double Seconds, double ProcessorSeconds)
{
    /// <summary>Times an action for about the given number of seconds, at least three times after one that is not counted.</summary>
    public static Timing Of(Action action, double duration, CancellationToken cancellation)
    {
        action();
        var samples = new List<double>();
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        while (samples.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < duration)
        {
            cancellation.ThrowIfCancellationRequested();
            long begin = Stopwatch.GetTimestamp();
            action();
            samples.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        process.Refresh();
        samples.Sort();
        return new Timing(samples[samples.Count / 2], (process.TotalProcessorTime - before).TotalSeconds / samples.Count);
    }
}
