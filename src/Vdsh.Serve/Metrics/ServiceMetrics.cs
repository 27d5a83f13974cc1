// What is served, how its reloads went, and what the process takes.
using System.Diagnostics;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Metrics;

internal static class ServiceMetrics
{
    public static void Write(PrometheusText text, ServedFiles files)
    {
        ServedSet set = files.Current;
        text.Single("vdsh_index_codes", "gauge", "Number of codes in the index.", set.Index.Count);
        text.Single("vdsh_index_bits", "gauge", "Bits of a code.", set.Index.Bits);
        text.Family("vdsh_index_info", "gauge", "How the index is searched.");
        text.Sample("vdsh_index_info", 1, ("kind", set.Index.Kind.ToString().ToLowerInvariant()));
        text.Single("vdsh_index_generation", "gauge", "Counts the states of the files that were served, from 1.", set.Generation);
        text.Single("vdsh_index_loaded_timestamp_seconds", "gauge", "When the served files were read.", set.LoadedAt.ToUnixTimeMilliseconds() / 1e3);
        text.Family("vdsh_reloads_total", "counter", "Reloads by how they ended.");
        text.Sample("vdsh_reloads_total", files.Succeeded, ("result", "succeeded"));
        text.Sample("vdsh_reloads_total", files.Failed, ("result", "failed"));
        text.Single("vdsh_stale", "gauge", "1 where the last reload failed, so that older files are served.", files.Failure is null ? 0 : 1);
        using var process = Process.GetCurrentProcess();
        text.Single("process_resident_memory_bytes", "gauge", "Memory of the process that is in use.", process.WorkingSet64);
        text.Single("process_cpu_seconds_total", "counter", "Processor time of the process.", process.TotalProcessorTime.TotalSeconds);
        text.Single("process_start_time_seconds", "gauge", "When the process began.", new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1e3);
        text.Single("dotnet_gc_heap_bytes", "gauge", "Managed memory in use, as of the last collection and what was allocated since.", GC.GetTotalMemory(forceFullCollection: false));
    }

    public static void Write(PrometheusText text, SearchQueue queue, RequestMemory memory)
    {
        text.Single("vdsh_searches_running", "gauge", "Searches that are worked on now.", queue.Running);
        text.Single("vdsh_searches_waiting", "gauge", "Searches whose bodies are read and that wait for their turn.",
            queue.Waiting);
        text.Single("vdsh_request_memory_bytes", "gauge", "Memory of the bodies and answers of all requests.",
            memory.Held);
    }
}
