// Every refusal and failure leaves as problem details (RFC 9457) that say what was wrong and how to mend it, whichever part noticed it.
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vdsh.Data;

namespace Vdsh.Serve.Hosting;

internal sealed class ProblemAnswers(RequestDelegate next, ServiceOptions options, ILogger<ProblemAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            int status = context.Response.StatusCode;
            if (status >= StatusCodes.Status400BadRequest && !context.Response.HasStarted && context.Response.ContentType is null)
                await Write(context, status, Explain(context, status));
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                // Nobody reads this; it is for the metrics.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return;
            }
            (int status, string? detail) = exception switch
            {
                InputException => (StatusCodes.Status400BadRequest, exception.Message),
                RefusedException refused => (refused.Status, refused.Message),
                BadHttpRequestException bad => (bad.StatusCode, Explain(context, bad)),
                _ => (StatusCodes.Status500InternalServerError, null),
            };
            if (detail is null)
                logger.LogError(exception, "{Method} {Path} failed: {Message}", context.Request.Method, context.Request.Path, exception.Message);
            await Write(context, status, detail ?? "The service failed; its log says more.");
        }
    }

    private static Task Write(HttpContext context, int status, string? detail)
        => TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);

    private string? Explain(HttpContext context, BadHttpRequestException exception)
        => Explain(context, exception.StatusCode) ?? (exception.InnerException is JsonException inner ? $"The body is not the JSON that is expected here ({Explain(inner)}); /openapi/v1.json describes it." : exception.Message);

    // What the reader says of text that is no JSON helps; of values that do not fit it names types of .NET, so only their place is told.
    private static string Explain(JsonException exception) => exception.InnerException is JsonException reader
        ? reader.Message.Split(" LineNumber:")[0].TrimEnd('.') + $", line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"
        : $"{exception.Path} has another type, is there twice, or does not belong there";

    private string? Explain(HttpContext context, int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Send the key as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.",
        StatusCodes.Status404NotFound => "There is nothing at this path; /openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => $"Use {context.Response.Headers.Allow} here.",
        StatusCodes.Status413PayloadTooLarge => $"The body is larger than {options.MaxBodyMegabytes} MiB, the limit of this service (--max-body-mb); send smaller batches.",
        StatusCodes.Status415UnsupportedMediaType => "Send 'Content-Type: application/json', or 'application/octet-stream' to /search/binary.",
        StatusCodes.Status503ServiceUnavailable => "Too many searches are waiting; try again after the seconds in Retry-After.",
        _ => null,
    };
}
