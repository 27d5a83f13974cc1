// GZipStream takes a file that was cut off for a whole one and ends quietly; a text table would lose its last rows. This makes it notice.
using System.IO.Compression;

namespace Vdsh.Data.Formats;

/// <summary>
/// The compressed bytes of a gzip file, followed by a few bytes that cannot start another member. A decoder that has finished leaves them
/// alone; one that is still in the middle of its data swallows them and asks for more, which proves that the file is truncated.
/// </summary>
internal sealed class GzipInput(Stream file) : ForwardStream
{
    private const byte NoMember = 0xA5;
    private const int ProbeLength = 8;
    private bool probed;

    /// <summary>Opens a gzip file for decompression that fails with <see cref="InvalidDataException"/> when the file is truncated.</summary>
    public static GZipStream Decompress(Stream file) => new(new GzipInput(file), CompressionMode.Decompress);

    public override int Read(Span<byte> buffer)
    {
        int count = file.Read(buffer);
        if (count > 0 || buffer.IsEmpty)
            return count;
        if (probed)
            throw new InvalidDataException("The compressed data end too early.");
        probed = true;
        count = Math.Min(buffer.Length, ProbeLength);
        buffer[..count].Fill(NoMember);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
