// One object is the whole service, so that the command line, a test and an embedding program start and stop it in the same way.
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Serve.Endpoints;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Messages;
using Vdsh.Serve.Metrics;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve;

/// <summary>A running search service.</summary>
public sealed class SearchService : IAsyncDisposable
{
    private const int MostSearchThreads = 256;
    private const int SpareThreads = 8;

    private readonly WebApplication app;
    private readonly ServedFiles files;

    private SearchService(WebApplication app, ServedFiles files)
    {
        this.app = app;
        this.files = files;
    }

    /// <summary>The URLs it listens at, with the ports that were taken.</summary>
    public IReadOnlyList<string> Addresses => [.. app.Urls];

    /// <summary>What is served now: number of codes n, bits b of a code, kind of index.</summary>
    public (long Codes, int Bits, Search.IndexKind Kind) Served => (files.Current.Index.Count, files.Current.Index.Bits, files.Current.Index.Kind);

    /// <summary>Reads the files and begins to listen. The thread pool of the process gets as many threads as there may be searches.</summary>
    /// <param name="options">What to serve, and where.</param>
    /// <param name="backend">Scans codes and encodes features. The caller's, who uses it for nothing else until the service is disposed of.</param>
    /// <param name="logger">Told about reloads and failures.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InputException">A file or an option cannot be used.</exception>
    /// <exception cref="IOException">A port cannot be listened at, for example because another program has it.</exception>
    public static async Task<SearchService> StartAsync(ServiceOptions options, CpuBackend backend, ILogger logger, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(logger);
        IReadOnlyList<ListenAddress> addresses = ListenAddress.ParseAll(options.Urls);
        var files = new ServedFiles(options, backend, logger);
        WebApplication app = Build(options, files, new FeatureEncoding(backend), logger, addresses);
        KeepThreadsForOthers(options);
        try
        {
            await app.StartAsync(cancellation);
            return new SearchService(app, files);
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

    /// <summary>Takes no more requests, and lets those that run finish within <see cref="ServiceOptions.StopTimeout"/>.</summary>
    public Task StopAsync() => app.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    // A search keeps its thread until it is done. Where the pool has no thread beyond those, it adds one a second, and a health check waits as long as there are searches.
    private static void KeepThreadsForOthers(ServiceOptions options)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Math.Min(options.MaxConcurrent, MostSearchThreads) + Environment.ProcessorCount + SpareThreads), ports);
    }

    private static WebApplication Build(ServiceOptions options, ServedFiles files, FeatureEncoding encoding, ILogger logger, IReadOnlyList<ListenAddress> addresses)
    {
        // Empty: no file or variable that happens to be there changes where this listens or what it logs.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SearchService).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyMegabytes * 1024L * 1024;
        });
        builder.Logging.AddProvider(new ForwardingLoggerProvider(logger)).AddFilter("Microsoft", LogLevel.Error)
            // That a start failed is said by an exception.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json => ServiceJson.Configure(json.SerializerOptions));
        builder.Services.AddRateLimiter(limiter => SearchQueue.Configure(limiter, options));
        builder.Services.AddOpenApi(document => ApiDocument.Configure(document, options));
        builder.Services.AddSingleton(options).AddSingleton(files).AddSingleton(encoding).AddSingleton<RequestMetrics>();
        builder.Services.AddHostedService<FileWatcher>();
        WebApplication app = builder.Build();
        foreach (ListenAddress address in addresses)
            app.Urls.Add(address.Url);
        app.UseMiddleware<MeasuredRequests>();
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseMiddleware<KeyCheck>();
        app.UseRateLimiter();
        SearchEndpoints.Map(app);
        BinaryEndpoint.Map(app);
        StatusEndpoints.Map(app);
        app.MapOpenApi().WithMetadata(new EndpointNameMetadata("openapi"));
        return app;
    }
}
