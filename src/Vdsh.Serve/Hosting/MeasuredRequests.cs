// The outermost step, so that refusals are counted too.
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vdsh.Serve.Metrics;

namespace Vdsh.Serve.Hosting;

internal sealed class MeasuredRequests(RequestDelegate next, RequestMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        metrics.Begin();
        try
        {
            await next(context);
        }
        finally
        {
            // Paths that do not exist are one series, or a scanner of ports would fill the memory with them.
            string endpoint = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "other";
            metrics.End(endpoint, context.Response.StatusCode, Stopwatch.GetElapsedTime(start));
        }
    }
}
