// The framework unpacks an entry of a zip archive without looking at its checksum, so that a flipped bit would become
// another number.
namespace Vdsh.Data.Formats;

/// <summary>
/// Passes on the bytes of an entry and compares their checksum with that of the archive when they end.
/// </summary>
/// <param name="content">The unpacked bytes; disposed of with this stream.</param>
/// <param name="expected">The CRC-32 that the archive states.</param>
internal sealed class CheckedEntry(Stream content, uint expected) : ForwardStream
{
    private Crc32 checksum;

    /// <exception cref="InvalidDataException">The bytes are not those that were stored.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = content.Read(buffer);
        checksum.Append(buffer[..count]);
        if (count == 0 && !buffer.IsEmpty && checksum.Value != expected)
            throw new InvalidDataException("The checksum of the entry is wrong.");
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
