// Decoders of the framework take streams; the bytes come through the one reader that finds truncation and damage.
namespace Vdsh.Data.Formats;

/// <summary>The rest of a reader as a stream.</summary>
/// <param name="reader">Owned by the caller.</param>
internal sealed class ByteReaderStream(ByteReader reader) : ForwardStream
{
    public override int Read(Span<byte> buffer) => reader.Read(buffer);
}
