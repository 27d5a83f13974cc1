// Callers may compress what they send, several times over; what cannot be undone here is refused by name and never read
// as something else.
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Vdsh.Serve.Hosting;

/// <summary>The codings of a request's body.</summary>
internal static class ContentCoding
{
    /// <summary>What can be undone, as a header says it.</summary>
    public const string Supported = "gzip, br, deflate";

    // Each coding takes memory before anything is read.
    private const int MaxCodings = 4;
    // Windows of the formats and what the decoders keep beside them.
    private const int DeflateBytes = 64 * 1024;
    private const int BrotliBytes = 16 * 1024 * 1024;

    /// <summary>The codings in the order in which they were applied.</summary>
    /// <exception cref="RefusedException">One of them is not supported, or there are too many.</exception>
    public static IReadOnlyList<string> Of(HttpContext context)
    {
        var codings = new List<string>();
        foreach (string? line in context.Request.Headers.ContentEncoding)
        {
            foreach (string part in (line ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                string name = part.ToLowerInvariant();
                if (name == "identity")
                    continue;
                if (name is not ("gzip" or "x-gzip" or "br" or "deflate"))
                    throw Unsupported(context, $"Content-Encoding '{part}' is not supported");
                codings.Add(name);
                if (codings.Count > MaxCodings)
                    throw Unsupported(context, $"The body is compressed more than {MaxCodings} times");
            }
        }
        return codings;
    }

    /// <summary>Bytes that the decoders of a body take at most.</summary>
    public static long Memory(IReadOnlyList<string> codings)
        => codings.Sum(name => name == "br" ? BrotliBytes : (long)DeflateBytes);

    /// <summary>A decoder of the last coding of <paramref name="body"/>, which it leaves open.</summary>
    public static Stream Undo(string name, Stream body)
        => name == "br" ? new BrotliInput(body) : new ZipInput(body, isGzip: name != "deflate");

    private static RefusedException Unsupported(HttpContext context, string why)
    {
        context.Response.Headers.AcceptEncoding = new StringValues(Supported);
        return new RefusedException(
            StatusCodes.Status415UnsupportedMediaType, $"{why}; send the body as it is, or as {Supported}.");
    }
}
