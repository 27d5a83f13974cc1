// The framework unpacks an entry of a zip archive without looking at its checksum, so that a flipped bit would become
// another number.
namespace Vdsh.Data.Formats;

/// <summary>
/// Passes on the bytes of an entry and compares their checksum with that of the archive when they end.
/// </summary>
/// <param name="content">The unpacked bytes; disposed of with this stream.</param>
/// <param name="expected">The CRC-32 that the archive states.</param>
internal sealed class CheckedEntry(Stream content, uint expected) : Stream
{
    private Crc32 checksum;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The bytes are not those that were stored.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = content.Read(buffer);
        checksum.Append(buffer[..count]);
        if (count == 0 && !buffer.IsEmpty && checksum.Value != expected)
            throw new InvalidDataException("The checksum of the entry is wrong.");
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
