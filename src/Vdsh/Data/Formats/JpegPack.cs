// 60,000 small JPEG files that share one header, in one file: the form in which the pictures of CIFAR-10 lie beside their features.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vdsh.Data.Formats;

/// <summary>
/// Reads a pack: "C10JPEG1", uint32 n, uint32 h, h bytes of common JPEG header, n labels, n uint16 body lengths, n bodies; little-endian.
/// Picture i is the header followed by body i. The file is read when the first picture is asked for.
/// </summary>
internal sealed class JpegPack : ItemImages
{
    private const int HeaderOffset = 16;

    private readonly int side;
    private readonly Lazy<(byte[] File, int[] Offsets)> content;

    /// <param name="path">The file.</param>
    /// <param name="sha256">SHA-256 of the file.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="side">Pixels across and down.</param>
    public JpegPack(string path, string sha256, int count, int side)
    {
        Count = count;
        this.side = side;
        content = new Lazy<(byte[], int[])>(() => Read(path, sha256, count));
    }

    public override int Count { get; }

    public override ItemImage this[int row]
    {
        get
        {
            (byte[] file, int[] offsets) = content.Value;
            int header = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));
            return new ItemImage("image/jpeg", (byte[])[.. file.AsSpan(HeaderOffset, header), .. file.AsSpan(offsets[row], offsets[row + 1] - offsets[row])], side, side);
        }
    }

    private static (byte[] File, int[] Offsets) Read(string path, string sha256, int count)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The pictures in {path} cannot be read: {exception.Message}", exception);
        }
        string found = Convert.ToHexStringLower(SHA256.HashData(file));
        if (found != sha256)
            throw new InputException($"The pictures in {path} are others than expected: the SHA-256 is {found}, expected {sha256}; get the file again or remove it.");
        return Offsets(file, count) is { } offsets
            ? (file, offsets)
            : throw new InputException(
                $"The pictures in {path} are not {count} as expected; get the file again or remove it.");
    }

    // Where each body begins, and where the last one ends; null where the file does not hold so many pictures.
    private static int[]? Offsets(byte[] file, int count)
    {
        if (file.Length < HeaderOffset || !file.AsSpan().StartsWith("C10JPEG1"u8))
            return null;
        long header = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(12));
        long lengths = HeaderOffset + header + count, bodies = lengths + 2L * count;
        if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8)) != count || bodies > file.Length)
            return null;
        int[] offsets = new int[count + 1];
        offsets[0] = (int)bodies;
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan((int)lengths + 2 * i));
            offsets[i + 1] = offsets[i] + length;
            if (offsets[i + 1] > file.Length)
                return null;
        }
        return offsets[count] == file.Length ? offsets : null;
    }
}
