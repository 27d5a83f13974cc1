// A key is compared without telling, by the time it takes, how much of a guess was right.
using System.Security.Cryptography;
using System.Text;
using Vdsh.Data;

namespace Vdsh.Serve;

/// <summary>A secret that callers send. Only its hash is kept.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class ApiKey
{
    // Servers take request headers of 32 KiB in all.
    private const int MaximumBytes = 1 << 14;
    private readonly byte[] hash;

    private ApiKey(string text) => hash = Hash(text);

    /// <summary>Takes a key.</summary>
    /// <param name="text">The key; white space around it is dropped.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="InputException">It is empty, or has characters that cannot be sent.</exception>
    public static ApiKey Create(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.Length == 0)
            throw new InputException($"{source} holds no key; write one line of letters and digits into it, for example from 'openssl rand -hex 32'.");
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new InputException($"{source} holds a key with spaces or characters beyond ASCII, which HTTP headers cannot carry; use letters and digits.");
        return new ApiKey(text);
    }

    /// <summary>Reads a key from a file.</summary>
    /// <param name="path">The file, a pipe, or - for standard input.</param>
    /// <param name="cancellation">Ends the wait for a pipe.</param>
    /// <exception cref="InputException">The file cannot be read, or holds no key.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public static ApiKey Read(string path, CancellationToken cancellation = default)
    {
        try
        {
            using Stream source = InputSource.Open(path, cancellation);
            byte[] start = new byte[MaximumBytes + 1];
            int count = source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return count <= MaximumBytes
                ? Create(Encoding.UTF8.GetString(start, 0, count), path)
                : throw new InputException(
                    $"{path} has more than {MaximumBytes} bytes; a key is one line of letters and digits.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The key file {path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a caller sent this key.</summary>
    public bool Matches(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(Hash(text), hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
