// The web server and what a request passes through on its way, from the outermost step to the endpoints.
using System.IO.Compression;
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vdsh.Serve.Endpoints;
using Vdsh.Serve.Messages;
using Vdsh.Serve.Metrics;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Hosting;

internal static class ServiceHost
{
    // What the server keeps of one connection beside what requests are counted for.
    private const int BufferBytes = 64 * 1024;
    private const int HeaderBytes = 16 * 1024;

    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    // Connections that are cut off at the end are waited for by the server for a second.
    private static readonly TimeSpan CutOff = TimeSpan.FromSeconds(1.25);

    /// <summary>Builds a service that is not started.</summary>
    public static WebApplication Build(
        ServiceOptions options, ServedFiles files, FeatureEncoding encoding, ILogger logger,
        IReadOnlyList<ListenAddress> addresses)
    {
        // Empty: no file or variable that happens to be there changes where this listens or what it logs.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = typeof(SearchService).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options))
            .UseSockets(sockets => sockets.MaxReadBufferSize = BufferBytes);
        builder.Logging.AddProvider(new ForwardingLoggerProvider(logger)).AddFilter("Microsoft", LogLevel.Error)
            // That a start failed is said by an exception.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = GraceOf(options.StopTimeout));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json => ServiceJson.Configure(json.SerializerOptions));
        builder.Services.AddOpenApi(document => ApiDocument.Configure(document, options));
        // Answers hold no secrets, so nothing is learned from their compressed length.
        builder.Services.AddResponseCompression(compression => compression.MimeTypes =
            [MediaTypeNames.Application.Json, MediaTypeNames.Application.ProblemJson, MediaTypeNames.Application.Octet,
                MediaTypeNames.Text.Plain]);
        builder.Services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        builder.Services.AddSingleton(options).AddSingleton(files).AddSingleton(encoding)
            .AddSingleton<RequestMetrics>();
        builder.Services.AddSingleton<RequestMemory>().AddSingleton<SearchQueue>().AddSingleton<SearchRun>();
        builder.Services.AddHostedService<FileWatcher>();
        WebApplication app = builder.Build();
        foreach (ListenAddress address in addresses)
            app.Urls.Add(address.Url);
        app.UseMiddleware<MeasuredRequests>();
        app.UseResponseCompression();
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseMiddleware<KeyCheck>();
        SearchEndpoints.Map(app);
        BinaryEndpoint.Map(app);
        StatusEndpoints.Map(app);
        app.MapOpenApi().WithMetadata(new EndpointNameMetadata("openapi"));
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        // Without TLS there is no agreement on HTTP/2, whose streams would need limits of their own.
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = options.MaxBodyMegabytes * 1024L * 1024;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestBufferSize = BufferBytes;
        limits.MaxResponseBufferSize = BufferBytes;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.RequestHeadersTimeout = HeaderTime;
        MinDataRate? rate = options.MinBytesPerSecond > 0 ? new MinDataRate(options.MinBytesPerSecond, Grace) : null;
        limits.MinRequestBodyDataRate = rate;
        limits.MinResponseDataRate = rate;
    }

    private static TimeSpan GraceOf(TimeSpan stop) => stop > 2 * CutOff ? stop - CutOff : stop / 2;
}
