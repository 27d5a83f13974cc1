// Searches use whole processors: beyond a few at a time they only take memory from each other, so the rest wait in line, and a line too long is refused at once.
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Vdsh.Serve.Hosting;

internal static class SearchQueue
{
    /// <summary>Name of the policy that search endpoints follow.</summary>
    public const string Policy = "search";

    public static void Configure(RateLimiterOptions limiter, ServiceOptions options)
    {
        limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
        limiter.OnRejected = (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return ValueTask.CompletedTask;
        };
        limiter.AddConcurrencyLimiter(Policy, queue =>
        {
            queue.PermitLimit = options.MaxConcurrent;
            queue.QueueLimit = options.MaxQueued;
            queue.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
        });
    }
}
