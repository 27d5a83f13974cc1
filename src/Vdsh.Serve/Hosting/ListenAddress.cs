// Where a service can be reached from decides whether it needs a key, so addresses are read here and not left to the server.
using System.Net;
using Vdsh.Data;

namespace Vdsh.Serve.Hosting;

/// <summary>One URL to listen at.</summary>
/// <param name="Url">As the server takes it.</param>
/// <param name="IsLoopback">Whether only this machine reaches it.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record ListenAddress(string Url, bool IsLoopback)
{
    /// <summary>Reads http URLs between semicolons.</summary>
    /// <exception cref="InputException">One of them cannot be listened at.</exception>
    public static IReadOnlyList<ListenAddress> ParseAll(string urls)
    {
        ArgumentNullException.ThrowIfNull(urls);
        string[] parts = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 0 ? [.. parts.Select(Parse)] : throw Unfit(urls, "names no address");
    }

    private static ListenAddress Parse(string url)
    {
        if (url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            throw Unfit(url, "asks for TLS, which is left to a reverse proxy");
        // A star is every address of the machine, and no host name to a URI.
        bool everywhere = url.StartsWith("http://*", StringComparison.Ordinal) || url.StartsWith("http://+", StringComparison.Ordinal);
        string readable = everywhere ? $"http://0.0.0.0{url["http://*".Length..]}" : url;
        if (!Uri.TryCreate(readable, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw Unfit(url, "is no http URL");
        if (uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            throw Unfit(url, "has more than a host and a port");
        if (uri.Host == "localhost")
            return uri.Port != 0 ? new ListenAddress(url, IsLoopback: true) : throw Unfit(url, "cannot take a free port for both loopback addresses");
        // The server would take any other name for every address of the machine.
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address))
            throw Unfit(url, "names a host that is no address of this machine");
        return new ListenAddress(url, !everywhere && IPAddress.IsLoopback(address));
    }

    private static InputException Unfit(string url, string why)
        => new($"--urls: '{url}' {why}; give http://ADDRESS:PORT, for example http://127.0.0.1:8080, or http://0.0.0.0:8080 for every address of this machine.");
}
