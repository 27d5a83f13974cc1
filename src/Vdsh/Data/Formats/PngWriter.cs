// Small grey pictures for a page; the format is simple enough that a library would be the larger part.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vdsh.Data.Formats;

/// <summary>Writes PNG (ISO/IEC 15948) with 8 bits of grey a pixel.</summary>
internal static class PngWriter
{
    private const byte BitDepth = 8, Grey = 0;

    /// <summary>The whole file.</summary>
    /// <param name="pixels">height x width bytes, row-major; 0 black, 255 white.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length != width * height)
            throw new ArgumentException($"{pixels.Length} bytes are not {width} x {height} pixels.", nameof(pixels));
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = BitDepth;
        header[9] = Grey;
        // The last three stay 0: deflate, the standard filters, no interlace.
        header[10..].Clear();
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compressed(pixels, width, height));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    // Each row begins with its filter; 0 takes the bytes as they are, which suits pictures of a few hundred pixels.
    private static byte[] Compressed(ReadOnlySpan<byte> pixels, int width, int height)
    {
        var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row * width, width));
            }
        }
        return data.ToArray();
    }

    private static void WriteChunk(Stream file, string type, ReadOnlySpan<byte> content)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(type), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(chunk));
        file.Write(number);
    }
}
