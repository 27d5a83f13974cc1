// A kilobyte can unpack to a gigabyte, so what comes out of a decoder is counted; and a decoder's failure is the
// caller's fault, said in our words.
using Microsoft.AspNetCore.Http;
using Vdsh.Data;

namespace Vdsh.Serve.Hosting;

/// <summary>What a decoder gives, up to a limit. Owns the decoder.</summary>
internal sealed class BoundedStream(Stream decoder, long limit, string coding) : ReadOnlyStream
{
    private long total;

    /// <summary>The refusal of a body beyond the limit.</summary>
    public static BadHttpRequestException TooLarge()
        => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await decoder.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new InputException(
                $"The body cannot be decompressed as Content-Encoding says ({coding}): it is damaged, cut short or "
                    + "something else.", exception);
        }
        total += read;
        return total <= limit ? read : throw TooLarge();
    }

    public override ValueTask DisposeAsync() => decoder.DisposeAsync();
}
