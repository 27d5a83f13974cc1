// One object is the whole service, so that the command line, a test and an embedding program start and stop it in the same way.
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve;

/// <summary>A running search service.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed class SearchService : IAsyncDisposable
{
    private const int MostSearchThreads = 256;
    private const int SpareThreads = 8;

    private readonly WebApplication app;
    private readonly ServedFiles files;
    private readonly SearchQueue queue;
    private readonly TimeSpan stopTimeout;

    private SearchService(WebApplication app, ServedFiles files, TimeSpan stopTimeout)
    {
        this.app = app;
        this.files = files;
        this.stopTimeout = stopTimeout;
        queue = app.Services.GetRequiredService<SearchQueue>();
    }

    /// <summary>The URLs it listens at, with the ports that were taken.</summary>
    public IReadOnlyList<string> Addresses => [.. app.Urls];

    /// <summary>What is served now: number of codes n, bits b of a code, kind of index.</summary>
    public (long Codes, int Bits, Search.IndexKind Kind) Served => (files.Current.Index.Count, files.Current.Index.Bits, files.Current.Index.Kind);

    /// <summary>Reads the files and begins to listen. The thread pool of the process gets as many threads as there may be searches.</summary>
    /// <param name="options">What to serve, and where.</param>
    /// <param name="backend">Scans codes and encodes features. The caller's; it must outlive the service and may do
    /// other work beside it.</param>
    /// <param name="logger">Told about reloads and failures.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InputException">A file or an option cannot be used.</exception>
    /// <exception cref="IOException">A port cannot be listened at, for example because another program has it.</exception>
    public static Task<SearchService> StartAsync(
        ServiceOptions options, CpuBackend backend, ILogger logger, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(logger);
        return StartAsync(options, backend, new ServedSetLoader(options, backend).Load, logger, cancellation);
    }

    /// <summary>The same with files that are read by <paramref name="load"/>.</summary>
    internal static async Task<SearchService> StartAsync(
        ServiceOptions options, CpuBackend backend, Func<ServedSet?, ServedSet> load, ILogger logger,
        CancellationToken cancellation)
    {
        IReadOnlyList<ListenAddress> addresses = ListenAddress.ParseAll(options.Urls);
        var log = new OneLineLogger(logger);
        // Whoever gives up does not wait for a large file.
        ServedFiles files = await Task.Run(() => new ServedFiles(options, load, log), cancellation)
            .WaitAsync(cancellation);
        WebApplication app = ServiceHost.Build(options, files, new FeatureEncoding(backend), log, addresses);
        KeepThreadsForOthers(options);
        try
        {
            await app.StartAsync(cancellation);
            return new SearchService(app, files, options.StopTimeout);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            await app.DisposeAsync();
            throw new IOException($"{options.Urls} cannot be listened at: {exception.Message.TrimEnd('.')}; choose another address or port with --urls, or port 0 for a free one.", exception);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Takes no more requests, and lets those that run finish; returns within <see cref="ServiceOptions.StopTimeout"/>
    /// whatever they do.
    /// </summary>
    /// <returns>
    /// Whether nothing runs any more. Where a search or a reload does, the backend must not be disposed of: it goes on
    /// until it is done or the process ends.
    /// </returns>
    public async Task<bool> StopAsync()
    {
        Task stop = app.StopAsync();
        try
        {
            await stop.WaitAsync(stopTimeout);
        }
        catch (TimeoutException)
        {
            return false;
        }
        return queue.Running == 0 && !files.IsReloading;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    // A search keeps its thread until it is done. Where the pool has no thread beyond those, it adds one a second, and a health check waits as long as there are searches.
    private static void KeepThreadsForOthers(ServiceOptions options)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Math.Min(options.MaxConcurrent, MostSearchThreads) + Environment.ProcessorCount + SpareThreads), ports);
    }
}
