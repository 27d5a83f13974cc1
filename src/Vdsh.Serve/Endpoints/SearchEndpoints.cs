// The two searches that speak JSON. What they take and give is read and written piece by piece, so the types here only
// describe it.
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vdsh.Serve.Messages;

namespace Vdsh.Serve.Endpoints;

internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/search", (HttpContext context, SearchRun run) => run.AnswerJson(context, isBatch: false))
            .WithName("search")
            .WithSummary("Finds the codes that are nearest to one query.")
            .Accepts<SearchRequest>(MediaTypeNames.Application.Json)
            .Produces<Neighbours>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)
            .AsSearch();
        routes.MapPost("/search/batch", (HttpContext context, SearchRun run) => run.AnswerJson(context, isBatch: true))
            .WithName("searchBatch")
            .WithSummary("Finds the codes that are nearest to each of several queries.")
            .Accepts<BatchRequest>(MediaTypeNames.Application.Json)
            .Produces<BatchAnswer>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)
            .AsSearch();
    }

    /// <summary>What all searches have in common: how they can fail.</summary>
    public static RouteHandlerBuilder AsSearch(this RouteHandlerBuilder endpoint) => endpoint
        .WithTags("search")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status408RequestTimeout)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
