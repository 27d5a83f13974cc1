// What operators ask: is it well, what did it do, read the files again.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Messages;
using Vdsh.Serve.Metrics;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

internal static class StatusEndpoints
{
    private const string Tag = "operation";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", Health).WithName("health").WithSummary("What is served, and whether the last reload succeeded. Needs no key.").WithTags(Tag).WithMetadata(new OpenToAll());
        routes.MapGet("/metrics", Metrics).WithName("metrics").WithSummary("Counters for Prometheus, in its text format.").WithTags(Tag)
            .Produces<string>(StatusCodes.Status200OK, "text/plain").ProducesProblem(StatusCodes.Status401Unauthorized);
        routes.MapPost("/reload", Reload).WithName("reload").WithSummary("Reads the files again now; where they cannot be used, those from before are served on.").WithTags(Tag)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Ok<HealthAnswer> Health(HttpRequest request, ServedFiles files, ServiceOptions options)
        => TypedResults.Ok(Describe(files, withError: KeyCheck.IsKnown(request, options)));

    private static ContentHttpResult Metrics(ServedFiles files, RequestMetrics metrics)
    {
        var text = new PrometheusText();
        metrics.Write(text);
        ServiceMetrics.Write(text, files);
        return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
    }

    // Not stopped by a caller who gives up: others may wait for the same reload.
    private static async Task<Ok<HealthAnswer>> Reload(ServedFiles files) => await files.Reload(CancellationToken.None) is { } failure
        ? throw new RefusedException(StatusCodes.Status409Conflict, $"The files from before are served on: {failure.Error}")
        : TypedResults.Ok(Describe(files, withError: true));

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
