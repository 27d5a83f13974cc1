// What operators ask: is it well, what did it do, read the files again.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Messages;
using Vdsh.Serve.Metrics;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

internal static class StatusEndpoints
{
    private const string Tag = "operation";

    private static readonly string[] Head = [HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        Open(routes, "/healthz", Health)
            .WithName("health")
            .WithSummary("What is served, and whether the last reload succeeded. Needs no key.");
        Open(routes, "/livez", Live)
            .WithName("live")
            .WithSummary("Answers as long as the process does: whoever hears nothing should start it again. Needs "
                + "no key.");
        Open(routes, "/readyz", Ready)
            .WithName("ready")
            .WithSummary("Whether requests should be sent here: 503 from the moment the service is told to stop. "
                + "Needs no key.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/metrics", Metrics)
            .WithName("metrics")
            .WithSummary("Counters for Prometheus, in its text format.")
            .WithTags(Tag)
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        routes.MapPost("/reload", Reload)
            .WithName("reload")
            .WithSummary("Reads the files again now; where they cannot be used, those from before are served on.")
            .WithDescription("Needs the key where there is one, and otherwise the header "
                + $"'{ReloadCheck.Header}: 1', which no web page can send. "
                + "One reload runs at a time; callers who wait for it share its result.")
            .WithTags(Tag)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    // Load balancers ask with HEAD, and without a key.
    private static RouteHandlerBuilder Open(IEndpointRouteBuilder routes, string path, Delegate answer)
    {
        routes.MapMethods(path, Head, answer).WithMetadata(new OpenToAll()).ExcludeFromDescription();
        return routes.MapGet(path, answer).WithTags(Tag).WithMetadata(new OpenToAll());
    }

    private static Ok<HealthAnswer> Health(HttpRequest request, ServedFiles files, ServiceOptions options)
        => TypedResults.Ok(Describe(files, withError: KeyCheck.IsKnown(request, options)));

    private static Ok<ProbeAnswer> Live() => TypedResults.Ok(new ProbeAnswer { Status = "ok" });

    private static Ok<ProbeAnswer> Ready(IHostApplicationLifetime lifetime)
        => !lifetime.ApplicationStopping.IsCancellationRequested
        ? TypedResults.Ok(new ProbeAnswer { Status = "ok" })
        : throw new RefusedException(StatusCodes.Status503ServiceUnavailable, "The service stops.");

    private static ContentHttpResult Metrics(
        ServedFiles files, RequestMetrics metrics, SearchQueue queue, RequestMemory memory)
    {
        var text = new PrometheusText();
        metrics.Write(text);
        ServiceMetrics.Write(text, files);
        ServiceMetrics.Write(text, queue, memory);
        return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
    }

    // A caller who leaves ends the wait and not the reload, for which others may wait.
    private static async Task<Ok<HealthAnswer>> Reload(HttpContext context, ServedFiles files, ServiceOptions options)
    {
        ReloadCheck.Require(context.Request, options);
        return await files.Reload().WaitAsync(context.RequestAborted) is { } failure
            ? throw new RefusedException(
                StatusCodes.Status409Conflict, $"The files from before are served on: {failure.Error}")
            : TypedResults.Ok(Describe(files, withError: true));
    }

    private static HealthAnswer Describe(ServedFiles files, bool withError)
    {
        ServedSet set = files.Current;
        ReloadFailure? failure = files.Failure;
        return new HealthAnswer
        {
            Status = failure is null ? "ok" : "stale",
            Generation = set.Generation,
            LoadedAt = set.LoadedAt,
            Codes = set.Index.Count,
            Bits = set.Index.Bits,
            Index = set.Index.Kind.ToString().ToLowerInvariant(),
            Features = set.Model?.InputColumns,
            Labels = set.Labels is not null,
            ReloadFailedAt = failure?.At,
            ReloadError = withError ? failure?.Error : null,
        };
    }
}
