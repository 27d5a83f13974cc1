// What a request says about itself must be what it is: a type or a parameter that is passed over may mean another
// answer than was asked for.
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Vdsh.Data;
using Vdsh.Serve.Hosting;

namespace Vdsh.Serve.Endpoints;

/// <summary>Checks of headers and parameters before a body is read.</summary>
internal static class RequestForm
{
    /// <summary>Refuses a body that does not say it is JSON in UTF-8; one without a type may come from any web
    /// page.</summary>
    /// <exception cref="RefusedException">It is something else.</exception>
    public static void RequireJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase))
            throw Unsupported(MediaTypeNames.Application.Json);
        if (type.Charset.HasValue
            && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "JSON is read as UTF-8; send it "
                + "so, without another charset.");
    }

    /// <summary>Refuses a body that does not say it is bytes.</summary>
    /// <exception cref="RefusedException">It is something else.</exception>
    public static void RequireBytes(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals(MediaTypeNames.Application.Octet, StringComparison.OrdinalIgnoreCase))
            throw Unsupported(MediaTypeNames.Application.Octet);
    }

    /// <summary>Refuses parameters where the body says everything.</summary>
    /// <exception cref="InputException">There are some.</exception>
    public static void RequireNoParameters(HttpRequest request)
    {
        if (request.Query.Count > 0)
            throw new InputException($"The address has a parameter '{request.Query.First().Key}', which is not read "
                + "here; put k, radius and the rest into the body.");
    }

    private static RefusedException Unsupported(string expected)
        => new(StatusCodes.Status415UnsupportedMediaType, $"Send 'Content-Type: {expected}' here.");
}
