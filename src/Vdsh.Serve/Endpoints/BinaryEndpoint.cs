// Large batches as bytes: no digits to write and read, and what numpy's tobytes and frombuffer speak.
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vdsh.Serve.Endpoints;

internal static class BinaryEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
        => routes.MapPost("/search/binary", (HttpContext context, SearchRun run) => run.AnswerBytes(context))
            .WithName("searchBinary")
            .WithSummary("The same for a large batch, as bytes in both directions.")
            .WithDescription("The body is packed codes, ceil(bits/8) bytes each, or with of=features little-endian "
                + "float32 features, row by row. "
                + "The answer has for each query a count c (int32), c ids (int64) and c distances (int32), all "
                    + "little-endian; no labels.")
            .Accepts<Stream>(MediaTypeNames.Application.Octet)
            .Produces<Stream>(StatusCodes.Status200OK, MediaTypeNames.Application.Octet)
            .AddOpenApiOperationTransformer((operation, _, _) => BinaryParameters.Describe(operation))
            .AsSearch();
}
