// The two searches that speak JSON.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Messages;
using Vdsh.Serve.Metrics;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/search", Search).WithName("search").WithSummary("Finds the codes that are nearest to one query.").AsSearch();
        routes.MapPost("/search/batch", SearchBatch).WithName("searchBatch").WithSummary("Finds the codes that are nearest to each of several queries.").AsSearch();
    }

    /// <summary>What all searches have in common: their place in the queue, and how they can fail.</summary>
    public static RouteHandlerBuilder AsSearch(this RouteHandlerBuilder endpoint) => endpoint
        .WithTags("search")
        .RequireRateLimiting(SearchQueue.Policy)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Ok<Neighbours> Search(SearchRequest request, ServedFiles files, FeatureEncoding encoding, ServiceOptions options, RequestMetrics metrics)
    {
        ServedSet set = files.Current;
        NeighbourSearch.RequireRange(request.K, request.Radius, options);
        HashCodes query = (request.Features, request.Code) switch
        {
            ({ } features, null) => QueryReader.FromFeatures(set, encoding, [features]),
            (null, { } code) => QueryReader.FromHex(set, [code]),
            _ => throw new InputException("Give either features or code, to say what to search for."),
        };
        RadiusResult found = NeighbourSearch.Find(set, query, request.K, request.Radius, options);
        metrics.CountQueries(1, set.Index.Count);
        return TypedResults.Ok(Describe(set, found, 0));
    }

    private static Ok<BatchAnswer> SearchBatch(BatchRequest request, ServedFiles files, FeatureEncoding encoding, ServiceOptions options, RequestMetrics metrics)
    {
        ServedSet set = files.Current;
        NeighbourSearch.RequireRange(request.K, request.Radius, options);
        if (request.Features is null == request.Codes is null)
            throw new InputException("Give either features or codes, to say what to search for.");
        NeighbourSearch.RequireCount(request.Features?.Length ?? request.Codes!.Length, options);
        HashCodes queries = request.Features is not null ? QueryReader.FromFeatures(set, encoding, request.Features) : QueryReader.FromHex(set, request.Codes!);
        RadiusResult found = NeighbourSearch.Find(set, queries, request.K, request.Radius, options);
        metrics.CountQueries(queries.Count, set.Index.Count);
        return TypedResults.Ok(new BatchAnswer { Results = [.. Enumerable.Range(0, queries.Count).Select(query => Describe(set, found, query))] });
    }

    private static Neighbours Describe(ServedSet set, RadiusResult found, int query)
    {
        int start = (int)found.Offsets[query], length = (int)(found.Offsets[query + 1] - start);
        ReadOnlyMemory<long> ids = found.Ids.AsMemory(start, length);
        return new Neighbours
        {
            Ids = ids,
            Distances = found.Distances.AsMemory(start, length),
            Labels = set.Labels is { AreSets: false } labels ? labels.Of(ids.Span) : null,
            LabelSets = set.Labels is { AreSets: true } sets ? sets.SetsOf(ids.Span) : null,
        };
    }
}
