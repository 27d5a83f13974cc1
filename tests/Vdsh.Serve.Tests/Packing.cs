// Bodies as callers compress them.
using System.IO.Compression;
using System.Net.Http.Headers;

namespace Vdsh.Serve.Tests;

internal static class Packing
{
    /// <summary>Applies codings one after the other, as Content-Encoding lists them.</summary>
    public static byte[] Pack(byte[] bytes, string codings)
    {
        foreach (string coding in codings.Split(',', StringSplitOptions.TrimEntries))
        {
            if (coding == "identity")
                continue;
            var packed = new MemoryStream();
            using (Stream stream = Packer(coding.ToLowerInvariant(), packed))
                stream.Write(bytes);
            bytes = packed.ToArray();
        }
        return bytes;
    }

    /// <summary>Undoes one coding.</summary>
    public static byte[] Unpack(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream(bytes);
        using Stream stream = coding == "br" ? new BrotliStream(packed, CompressionMode.Decompress)
            : new GZipStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    public static async Task<HttpResponseMessage> Post(
        RunningService service, string path, byte[] body, string? codings)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(path.Contains("binary", StringComparison.Ordinal)
            ? "application/octet-stream" : "application/json");
        if (codings is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", codings);
        return await service.Client.PostAsync(path, content);
    }

    private static Stream Packer(string coding, Stream packed) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
        "deflate" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
        "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "is not known"),
    };
}
