// Times that were taken while other programs used the processors say little, so each comparison says how much of that there was.
using System.Diagnostics;
using System.Globalization;

namespace Vdsh.Peers;

/// <summary>Processor time that neither this program nor its children used, since this object was made; known on Linux only.</summary>
internal sealed class OtherWork
{
    private const double TicksPerSecond = 100;

    private readonly double? busyBefore = BusySeconds();
    private readonly TimeSpan ownBefore = Environment.CpuUsage.TotalTime;
    private readonly long start = Stopwatch.GetTimestamp();

    /// <summary>Others' share of all processors, 0..1, or null where it is unknown.</summary>
    /// <param name="children">Processor time of this program's children since this object was made.</param>
    public double? Share(TimeSpan children = default)
    {
        double own = (Environment.CpuUsage.TotalTime - ownBefore + children).TotalSeconds;
        double available = Stopwatch.GetElapsedTime(start).TotalSeconds * Environment.ProcessorCount;
        return BusySeconds() - busyBefore is double busy ? Math.Clamp((busy - own) / available, 0, 1) : null;
    }

    /// <summary>A sentence for people.</summary>
    public static string Describe(double? share) => share is double value
        ? string.Create(CultureInfo.InvariantCulture, $"Other programs took {100 * value:0} % of the processors meanwhile{(value > 0.05 ? "; repeat this on an idle machine" : "")}.")
        : "How much other programs ran meanwhile is not known here.";

    // The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, in hundredths of a second.
    private static double? BusySeconds()
    {
        if (!File.Exists("/proc/stat"))
            return null;
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return ((int[])[1, 2, 3, 6, 7, 8]).Sum(field => double.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
