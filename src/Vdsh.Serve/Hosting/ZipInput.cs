// The framework's decoders end without a word where a gzip or zlib body is cut short, and whole codes come out of the
// part that is there.
// What they ask for at the end of the body tells whether they were done.
using System.IO.Compression;

namespace Vdsh.Serve.Hosting;

/// <summary>Decompresses a gzip or zlib body, all of it or with an error. Leaves the body open.</summary>
internal sealed class ZipInput : ReadOnlyStream
{
    private readonly bool isGzip;
    private readonly Tail tail;
    private readonly Stream decoder;

    public ZipInput(Stream body, bool isGzip)
    {
        this.isGzip = isGzip;
        tail = new Tail(body);
        decoder = isGzip ? new GZipStream(tail, CompressionMode.Decompress)
            : new ZLibStream(tail, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The body is damaged, cut short, or goes on behind its end.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await decoder.ReadAsync(buffer, cancellationToken);
        // A decoder of zlib that is done asks for nothing more; one of gzip looks for another member once, and finds
        // the mark.
        if (read == 0 && buffer.Length > 0 && tail.Asked != (isGzip ? 1 : 0))
            throw new InvalidDataException("The body is cut short, or something follows it.");
        return read;
    }

    public override ValueTask DisposeAsync() => decoder.DisposeAsync();

    /// <summary>A body with a mark behind it.</summary>
    private sealed class Tail(Stream body) : ReadOnlyStream
    {
        // No member begins with it, and no length of a body ends with it, since that would be almost 4 GiB.
        private const byte Mark = 0xFF;

        /// <summary>How often more was asked for than there is.</summary>
        public int Asked { get; private set; }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = Asked == 0 ? await body.ReadAsync(buffer, cancellationToken) : 0;
            if (read > 0 || buffer.Length == 0)
                return read;
            if (++Asked > 1)
                return 0;
            buffer.Span[0] = Mark;
            return 1;
        }
    }
}
