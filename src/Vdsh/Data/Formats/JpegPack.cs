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
        int header = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));
        int lengths = HeaderOffset + header + count;
        int[] offsets = new int[count + 1];
        offsets[0] = lengths + 2 * count;
        for (int i = 0; i < count; i++)
            offsets[i + 1] = offsets[i] + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(lengths + 2 * i));
        if (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8)) != count || offsets[count] != file.Length)
            throw new InputException($"The pictures in {path} are not {count} as expected; get the file again or remove it.");
        return (file, offsets);
    }
}
