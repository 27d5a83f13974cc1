// Large batches as bytes: no digits to write and read, and what numpy's tobytes and frombuffer speak.
using System.Buffers.Binary;
using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Serve.Metrics;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

internal static class BinaryEndpoint
{
    private const string Bytes = "application/octet-stream";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/search/binary", Search)
        .WithName("searchBinary")
        .WithSummary("The same for a large batch, as bytes in both directions.")
        .WithDescription("The body is packed codes, ceil(bits/8) bytes each, or with of=features little-endian float32 features, row by row. "
            + "The answer has for each query a count c (int32), c ids (int64) and c distances (int32), all little-endian; no labels.")
        .Accepts<Stream>(Bytes)
        .Produces<Stream>(StatusCodes.Status200OK, Bytes)
        .AsSearch();

    private static async Task<FileContentHttpResult> Search(
        HttpRequest request, ServedFiles files, FeatureEncoding encoding, ServiceOptions options, RequestMetrics metrics,
        [Description("How many nearest codes to find at most for each query.")] int? k,
        [Description("The largest Hamming distance, in bits.")] int? radius,
        [Description("What the body holds: codes or features.")] string of = "codes")
    {
        NeighbourSearch.RequireRange(k, radius, options);
        if (of is not ("codes" or "features"))
            throw new InputException($"of must be codes or features, not '{of}'.");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        ServedSet set = files.Current;
        ReadOnlySpan<byte> bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
        HashCodes queries = of == "codes" ? QueryReader.FromPacked(set, bytes, options) : QueryReader.FromSingles(set, encoding, bytes, options);
        RadiusResult found = NeighbourSearch.Find(set, queries, k, radius, options);
        metrics.CountQueries(queries.Count, set.Index.Count);
        return TypedResults.Bytes(Pack(found), Bytes);
    }

    private static byte[] Pack(RadiusResult found)
    {
        byte[] bytes = new byte[checked(found.Queries * sizeof(int) + found.Ids.Length * (sizeof(long) + sizeof(int)))];
        Span<byte> rest = bytes;
        for (int query = 0; query < found.Queries; query++)
        {
            ReadOnlySpan<long> ids = found.IdsOf(query);
            ReadOnlySpan<int> distances = found.DistancesOf(query);
            BinaryPrimitives.WriteInt32LittleEndian(rest, ids.Length);
            rest = rest[sizeof(int)..];
            foreach (long id in ids)
            {
                BinaryPrimitives.WriteInt64LittleEndian(rest, id);
                rest = rest[sizeof(long)..];
            }
            foreach (int distance in distances)
            {
                BinaryPrimitives.WriteInt32LittleEndian(rest, distance);
                rest = rest[sizeof(int)..];
            }
        }
        return bytes;
    }
}
