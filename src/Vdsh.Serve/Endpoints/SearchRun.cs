// The way of every search: its body is read, then it waits for its turn, then it is answered; only between the last two
// it is in anybody's way.
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vdsh.Codes;
using Vdsh.Search;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Metrics;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

/// <summary>Answers searches. Safe for concurrent callers.</summary>
internal sealed class SearchRun(
    ServedFiles files, FeatureEncoding encoding, SearchQueue queue, RequestMemory memory, ServiceOptions options,
    RequestMetrics metrics,
    ILogger<SearchRun> logger)
{
    // An array of nearest codes and its cut at the radius lie in memory side by side.
    private const int Copies = 2;
    // What a compressor of answers keeps.
    private const int CompressorBytes = 1024 * 1024;

    /// <summary>Answers a body of JSON.</summary>
    public async Task AnswerJson(HttpContext context, bool isBatch)
    {
        RequestForm.RequireJson(context.Request);
        RequestForm.RequireNoParameters(context.Request);
        using RequestLease lease = memory.Open(context.RequestAborted);
        var body = new QueryJson(QueryShape.Of(files, options), isBatch, lease);
        await Run(context, lease, body.Take, body.Finish,
            (set, input, found) => AnswerWriter.Json(context, set, found, isBatch, input.IdsAsStrings));
    }

    /// <summary>Answers a body of bytes.</summary>
    public async Task AnswerBytes(HttpContext context)
    {
        RequestForm.RequireBytes(context.Request);
        BinaryParameters parameters = BinaryParameters.Read(context.Request);
        NeighbourSearch.RequireRange(parameters.K, parameters.Radius, options);
        using RequestLease lease = memory.Open(context.RequestAborted);
        var body = new QueryBytes(QueryShape.Of(files, options), parameters.AreFeatures, lease);
        await Run(context, lease, body.Take, () => body.Finish() with { K = parameters.K, Radius = parameters.Radius },
            (_, _, found) => AnswerWriter.Bytes(context, found));
    }

    private async Task Run(
        HttpContext context, RequestLease lease, RequestBody.Taker take, Func<QueryInput> finish,
        Func<ServedSet, QueryInput, RadiusResult, Task> answer)
    {
        QueryInput input;
        ServedSet set;
        RadiusResult found;
        try
        {
            await RequestBody.Read(context, lease, options, take);
            input = finish();
            NeighbourSearch.RequireRange(input.K, input.Radius, options);
            NeighbourSearch.RequireCount(input.Count, options);
            NeighbourSearch.RequireAnswer(input.Count, input.K, files.Current.Index.Count, options);
            bool isBatch = input.Count > NeighbourSearch.FewQueries;
            (set, found) = await queue.Run(() => Search(input, lease), isBatch, lease.Token);
        }
        catch (OperationCanceledException) when (lease.HasGivenWay)
        {
            throw RequestLease.GaveWay();
        }
        bool compresses = context.Request.Headers.AcceptEncoding.Count > 0;
        lease.EndSearch(found.Ids.Length * NeighbourSearch.BytesPerNeighbour + (compresses ? CompressorBytes : 0));
        // From here on nothing but the end of the connection can tell the caller that there will be no answer.
        using CancellationTokenRegistration end = lease.Token.UnsafeRegister(
            static context => ((HttpContext)context!).Abort(), context);
        try
        {
            await answer(set, input, found);
        }
        catch (Exception exception)
        {
            context.Abort();
            if (exception is not (OperationCanceledException or IOException))
                logger.LogError(exception, "An answer could not be written: {Message}", exception.Message);
        }
    }

    private (ServedSet Set, RadiusResult Found) Search(QueryInput input, RequestLease lease)
    {
        // One state of the files from the encoding to the labels.
        ServedSet set = files.Current;
        long answer = NeighbourSearch.RequireAnswer(input.Count, input.K, set.Index.Count, options);
        lease.BeginSearch(Copies * answer + (long)input.Count * HashCodes.WordsFor(set.Index.Bits) * sizeof(ulong));
        HashCodes queries;
        if (input.Codes is { } packed)
        {
            set.RequireBytes(input.Width);
            queries = HashCodes.FromBytes(packed, input.Count, set.Index.Bits);
        }
        else
        {
            set.RequireColumns(input.Width, 0);
            queries = encoding.Encode(set.RequireModel(), input.Features!, input.Count);
        }
        RadiusResult found = NeighbourSearch.Find(set, queries, input.K, input.Radius, options);
        metrics.CountQueries(queries.Count, set.Index.Count);
        return (set, found);
    }
}
