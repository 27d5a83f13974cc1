// The framework's stream ends without a word where a Brotli body is cut short; its decoder says whether it is done.
using System.Buffers;
using System.IO.Compression;

namespace Vdsh.Serve.Hosting;

/// <summary>Decompresses a Brotli body, all of it or with an error. Leaves the body open.</summary>
internal sealed class BrotliInput(Stream body) : ReadOnlyStream
{
    private readonly byte[] input = new byte[16 * 1024];
    private BrotliDecoder decoder;
    private int start;
    private int end;
    private bool isDone;

    /// <exception cref="InvalidDataException">The body is damaged, cut short, or goes on behind its end.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!isDone && buffer.Length > 0)
        {
            OperationStatus status = decoder.Decompress(
                input.AsSpan(start, end - start), buffer.Span, out int consumed, out int written);
            start += consumed;
            if (status == OperationStatus.InvalidData)
                throw new InvalidDataException("The body is damaged.");
            isDone = status == OperationStatus.Done;
            if (isDone && (start < end || await body.ReadAsync(input, cancellationToken) > 0))
                throw new InvalidDataException("Something follows the body.");
            if (written > 0)
                return written;
            if (isDone || status != OperationStatus.NeedMoreData)
                continue;
            (start, end) = (0, await body.ReadAsync(input, cancellationToken));
            if (end == 0)
                throw new InvalidDataException("The body is cut short.");
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        decoder.Dispose();
        base.Dispose(disposing);
    }
}
