// Pipes cannot be rewound, so what was looked at to recognise a format is kept; and a read from one ends when the user
// gives up.
namespace Vdsh.Data.Formats;

/// <summary>A stream that can be read once, with a look at its first bytes.</summary>
/// <param name="source">The pipe; disposed of with this stream.</param>
/// <param name="cancellation">Ends a read that waits for bytes.</param>
internal sealed class PipeInput(Stream source, CancellationToken cancellation) : ForwardStream
{
    private readonly byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    /// <summary>The next bytes without consuming them; fewer than asked for at the end.</summary>
    /// <param name="count">At most 64 KiB.</param>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (end - start < count && Fill())
        {
        }
        return buffer.AsSpan(start, Math.Min(count, end - start));
    }

    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public override int Read(Span<byte> destination)
    {
        if (destination.IsEmpty || (start == end && !Fill()))
            return 0;
        int count = Math.Min(destination.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        if (start > 0)
            buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        int place = end, got = InputWait.For(() => source.Read(buffer, place, buffer.Length - place), cancellation);
        end += got;
        return got > 0;
    }
}
