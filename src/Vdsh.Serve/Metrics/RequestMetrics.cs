// What callers ask for, how it ends and how long it takes.
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Vdsh.Serve.Metrics;

/// <summary>Counts requests. Safe for concurrent callers.</summary>
internal sealed class RequestMetrics
{
    private readonly ConcurrentDictionary<(string Endpoint, int Status), StrongBox<long>> requests = new();
    private readonly ConcurrentDictionary<string, Histogram> durations = new();
    private long running;
    private long queries;
    private long compared;

    public void Begin() => Interlocked.Increment(ref running);

    /// <param name="endpoint">The endpoint's path, one of few.</param>
    /// <param name="status">Status code of the answer.</param>
    /// <param name="duration">Time from the first header to the end of the answer.</param>
    public void End(string endpoint, int status, TimeSpan duration)
    {
        Interlocked.Decrement(ref running);
        Interlocked.Increment(ref requests.GetOrAdd((endpoint, status), _ => new StrongBox<long>()).Value);
        durations.GetOrAdd(endpoint, _ => new Histogram()).Add(duration);
    }

    /// <summary>Counts answered queries, and the rows of the index that each was searched among.</summary>
    public void CountQueries(int count, long rows)
    {
        Interlocked.Add(ref queries, count);
        Interlocked.Add(ref compared, count * rows);
    }

    public void Write(PrometheusText text)
    {
        text.Family("vdsh_requests_total", "counter", "Requests by endpoint and status of the answer.");
        foreach (((string endpoint, int status), StrongBox<long> count) in requests.OrderBy(entry => entry.Key))
            text.Sample("vdsh_requests_total", Interlocked.Read(ref count.Value), ("endpoint", endpoint), ("status", status.ToString(CultureInfo.InvariantCulture)));
        text.Family("vdsh_request_duration_seconds", "histogram", "Time from the first header of a request to the end of its answer, waiting included.");
        foreach ((string endpoint, Histogram histogram) in durations.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            histogram.Write(text, "vdsh_request_duration_seconds", endpoint);
        text.Single("vdsh_requests_running", "gauge", "Requests that are waited for now, this one included.", Interlocked.Read(ref running));
        text.Single("vdsh_queries_total", "counter", "Queries that were answered; a batch has several.", Interlocked.Read(ref queries));
        text.Single("vdsh_rows_searched_total", "counter", "Codes in the index, summed over all answered queries.", Interlocked.Read(ref compared));
    }
}
