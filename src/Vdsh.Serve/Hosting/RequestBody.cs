// Bodies are taken piece by piece as they arrive, so that what is too much is refused at its first byte and not after
// its last.
using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Vdsh.Data;

namespace Vdsh.Serve.Hosting;

/// <summary>Reads the body of a request within its limits, those of the size after decompression included.</summary>
internal static class RequestBody
{
    // One value of JSON must lie in memory as a whole; the longest code has 1,024 digits.
    private const int LongestValue = 64 * 1024;

    /// <summary>Takes a piece of a body.</summary>
    /// <param name="bytes">What has arrived and was not taken.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    /// <returns>How many bytes were taken.</returns>
    public delegate long Taker(in ReadOnlySequence<byte> bytes, bool isLast);

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="InputException">It is not compressed as it says.</exception>
    /// <exception cref="RefusedException">Its coding is not supported, or there is no memory for it.</exception>
    /// <exception cref="BadHttpRequestException">It is larger than the limit, cut short, or comes too
    /// slowly.</exception>
    public static async Task Read(HttpContext context, RequestLease lease, ServiceOptions options, Taker take)
    {
        long limit = options.MaxBodyMegabytes * 1024L * 1024;
        IReadOnlyList<string> codings = ContentCoding.Of(context);
        if (codings.Count == 0)
        {
            await Read(context.Request.BodyReader, limit, take, lease.Token);
            return;
        }
        long memory = ContentCoding.Memory(codings);
        lease.Charge(memory);
        var decoders = new Stack<Stream>();
        try
        {
            Stream body = context.Request.Body;
            foreach (string coding in codings.Reverse())
            {
                // Each stage is bounded: what a bomb unpacks to may be another bomb.
                body = new BoundedStream(ContentCoding.Undo(coding, body), limit, coding);
                decoders.Push(body);
            }
            await Read(PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true)), limit, take, lease.Token);
        }
        finally
        {
            foreach (Stream decoder in decoders)
                await decoder.DisposeAsync();
        }
        lease.Release(memory);
    }

    private static async Task Read(PipeReader reader, long limit, Taker take, CancellationToken cancellation)
    {
        long total = 0;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation);
            ReadOnlySequence<byte> bytes = read.Buffer;
            long taken = 0;
            try
            {
                if (total + bytes.Length > limit)
                    throw BoundedStream.TooLarge();
                taken = take(bytes, read.IsCompleted);
                total += taken;
                if (bytes.Length - taken > LongestValue)
                    throw new InputException($"The body has a value of more than {LongestValue} bytes at byte "
                        + $"{total}; send codes as hexadecimal digits.");
            }
            finally
            {
                // The server reads on where a body was refused.
                reader.AdvanceTo(bytes.GetPosition(taken), bytes.End);
            }
            if (read.IsCompleted)
                return;
        }
    }
}
