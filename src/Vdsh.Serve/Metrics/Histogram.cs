// Latencies are counted in buckets that never change, so that counting needs no lock.
namespace Vdsh.Serve.Metrics;

/// <summary>Counts durations. Safe for concurrent callers.</summary>
internal sealed class Histogram
{
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] counts = new long[Bounds.Length + 1];
    private long ticks;

    public void Add(TimeSpan duration)
    {
        int bucket = 0;
        while (bucket < Bounds.Length && duration.TotalSeconds > Bounds[bucket])
            bucket++;
        Interlocked.Increment(ref counts[bucket]);
        Interlocked.Add(ref ticks, duration.Ticks);
    }

    /// <summary>Writes cumulative buckets, the sum in seconds and the count.</summary>
    public void Write(PrometheusText text, string name, string endpoint)
    {
        long total = 0;
        for (int bucket = 0; bucket <= Bounds.Length; bucket++)
        {
            total += Interlocked.Read(ref counts[bucket]);
            string bound = PrometheusText.Number(bucket < Bounds.Length ? Bounds[bucket] : double.PositiveInfinity);
            text.Sample($"{name}_bucket", total, ("endpoint", endpoint), ("le", bound));
        }
        text.Sample($"{name}_sum", TimeSpan.FromTicks(Interlocked.Read(ref ticks)).TotalSeconds, ("endpoint", endpoint));
        text.Sample($"{name}_count", total, ("endpoint", endpoint));
    }
}
