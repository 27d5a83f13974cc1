// Every refusal and failure leaves as problem details (RFC 9457) that say what was wrong and how to mend it, whichever part noticed it.
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
            bool isGone = context.RequestAborted.IsCancellationRequested
                || exception is IOException and not BadHttpRequestException;
            if (isGone)
            {
                // Nobody reads this; it is for the metrics.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return;
            }
            (int status, string? detail) = exception switch
            {
                InputException => (StatusCodes.Status400BadRequest, exception.Message),
                RefusedException refused => (refused.Status, refused.Message),
                BadHttpRequestException bad => (bad.StatusCode, Explain(context, bad.StatusCode) ?? bad.Message),
                _ => (StatusCodes.Status500InternalServerError, null),
            };
            // As it was sent, percent-encoded.
            if (detail is null)
                logger.LogError(exception, "{Method} {Path} failed: {Message}", context.Request.Method,
                    context.Request.Path.ToUriComponent(), exception.Message);
            if (status == StatusCodes.Status503ServiceUnavailable)
                context.Response.Headers.RetryAfter = "1";
            await Write(context, status, detail ?? "The service failed; its log says more.");
        }
    }

    private static Task Write(HttpContext context, int status, string? detail)
        => TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);

    private string? Explain(HttpContext context, int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Send the key as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.",
        StatusCodes.Status404NotFound => "There is nothing at this path; /openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => $"Use {context.Response.Headers.Allow} here.",
        StatusCodes.Status408RequestTimeout
            => $"The body came more slowly than {options.MinBytesPerSecond} bytes a second, the limit of this "
                + "service (--min-rate).",
        StatusCodes.Status413PayloadTooLarge
            => $"The body is larger than {options.MaxBodyMegabytes} MiB, the limit of this service (--max-body-mb); "
                + "send smaller batches.",
        StatusCodes.Status415UnsupportedMediaType => "Send 'Content-Type: application/json', or 'application/octet-stream' to /search/binary.",
        _ => null,
    };
}
