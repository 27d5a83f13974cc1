// With a key, everything but the health check needs it: a new endpoint is guarded unless somebody decides otherwise.
using Microsoft.AspNetCore.Http;

namespace Vdsh.Serve.Hosting;

internal sealed class KeyCheck(RequestDelegate next, ServiceOptions options)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null || IsKnown(context.Request, options))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    /// <summary>Whether a caller sent the key, or there is none.</summary>
    public static bool IsKnown(HttpRequest request, ServiceOptions options)
        => options.Key is not { } key || key.Matches(request.Headers["X-Api-Key"]) || key.Matches(Bearer(request.Headers.Authorization));

    private static string? Bearer(string? header)
        => header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
}
