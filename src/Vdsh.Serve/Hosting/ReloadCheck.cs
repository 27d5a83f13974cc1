// Any web page may make its reader's browser post to addresses of that reader's machine; what makes the service work
// hard must come from a program.
using Microsoft.AspNetCore.Http;

namespace Vdsh.Serve.Hosting;

/// <summary>Who may ask for a reload where there is no key.</summary>
internal static class ReloadCheck
{
    /// <summary>A header that a browser does not send for a page of another origin without asking the service, which
    /// never agrees.</summary>
    public const string Header = "X-Vdsh-Reload";

    /// <summary>Refuses what a web page may have sent. Whoever sent the key is known.</summary>
    /// <exception cref="RefusedException">The header is missing, or a browser sent the request.</exception>
    public static void Require(HttpRequest request, ServiceOptions options)
    {
        if (options.Key is not null)
            return;
        if (request.Headers.Origin.Count > 0)
            throw new RefusedException(StatusCodes.Status403Forbidden, "Web pages may not ask for a reload; ask "
                + "from a program, or set a key.");
        if (string.IsNullOrEmpty(request.Headers[Header]))
            throw new RefusedException(StatusCodes.Status403Forbidden, $"Send '{Header}: 1' as well, which no web "
                + "page can; or set a key.");
    }
}
