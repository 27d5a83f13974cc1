// A kilobyte can unpack to a gigabyte, so what comes out of a decoder is counted; and a decoder's failure is the caller's fault, said in our words.
using Microsoft.AspNetCore.Http;
using Vdsh.Data;

namespace Vdsh.Serve.Hosting;

/// <summary>What a decoder gives, up to a limit. Owns the decoder.</summary>
internal sealed class BoundedStream(Stream decoder, long limit, string coding) : Stream
{
    private long total;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The refusal of a body beyond the limit.</summary>
    public static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await decoder.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new InputException($"The body cannot be decompressed as Content-Encoding says ({coding}): it is damaged, cut short or something else.", exception);
        }
        total += read;
        return total <= limit ? read : throw TooLarge();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override ValueTask DisposeAsync() => decoder.DisposeAsync();
}
