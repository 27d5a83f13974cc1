// One way of timing for all benchmarks: warm up, repeat for a fixed time, take the median.
using System.Diagnostics;

namespace Vdsh.Cli.Bench;

internal static class Timing
{
    /// <summary>Median seconds of an action, run at least three times and for about the given number of seconds.</summary>
    public static double Median(Action action, double duration, CancellationToken cancellation)
    {
        action();
        var samples = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (samples.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < duration)
        {
            cancellation.ThrowIfCancellationRequested();
            long before = Stopwatch.GetTimestamp();
            action();
            samples.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }
        samples.Sort();
        return samples[samples.Count / 2];
    }
}
