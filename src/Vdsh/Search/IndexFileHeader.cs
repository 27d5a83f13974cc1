// The first page of an index file: enough to map the rest, and to find out whether it is what it says.
using System.Buffers.Binary;
using System.Security.Cryptography;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// 128 bytes, little-endian: magic "VDSHIDX1", bits (int32), flags (int32, 1: ids are stored), count (int64), next id (int64), SHA-256 of codes and ids
/// (32 bytes), zeros up to byte 96, SHA-256 of the first 96 bytes. Codes (count x ceil(bits/64) words, row-major) begin at byte 4096, ids (count x
/// int64, rising) at the next multiple of 4096 behind them.
/// </summary>
internal sealed record IndexFileHeader(int Bits, int Count, long NextId, bool HasIds, byte[] Checksum)
{
    /// <summary>Sections begin at multiples of this, the size of a memory page.</summary>
    public const int Page = 4096;

    private const int Size = 128;
    private const int Hashed = 96;

    private static ReadOnlySpan<byte> Magic => "VDSHIDX1"u8;

    public int WordsPerCode => HashCodes.WordsFor(Bits);

    public long CodeBytes => (long)Count * WordsPerCode * sizeof(ulong);

    public long IdOffset => (Page + CodeBytes + Page - 1) / Page * Page;

    public long FileLength => HasIds ? IdOffset + (long)Count * sizeof(long) : Page + CodeBytes;

    /// <summary>Whether bytes begin an index file.</summary>
    public static bool IsIndexFile(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>The whole first page.</summary>
    public byte[] ToPage()
    {
        byte[] page = new byte[Page];
        Magic.CopyTo(page);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(8), Bits);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(12), HasIds ? 1 : 0);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(16), Count);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(24), NextId);
        Checksum.CopyTo(page.AsSpan(32));
        SHA256.HashData(page.AsSpan(0, Hashed), page.AsSpan(Hashed));
        return page;
    }

    /// <summary>Reads and checks the first bytes of a file.</summary>
    /// <param name="start">The first page, or all there is.</param>
    /// <param name="fileLength">Bytes of the file; null where they are not known before it was read.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InputException">They are no header, damaged, or do not fit the file's length.</exception>
    public static IndexFileHeader Parse(ReadOnlySpan<byte> start, long? fileLength, string path)
    {
        if (!IsIndexFile(start))
            throw new InputException($"{path} is not an index file of vdsh (it does not begin with VDSHIDX1); name a file that HammingIndex.Save or 'vdsh export index' wrote.");
        if (start.Length < Size)
            throw Damaged(path, $"it ends after {start.Length} bytes");
        if (!SHA256.HashData(start[..Hashed]).AsSpan().SequenceEqual(start.Slice(Hashed, 32)))
            throw Damaged(path, "the checksum of its header is wrong");
        int bits = BinaryPrimitives.ReadInt32LittleEndian(start[8..]), flags = BinaryPrimitives.ReadInt32LittleEndian(start[12..]);
        long count = BinaryPrimitives.ReadInt64LittleEndian(start[16..]), next = BinaryPrimitives.ReadInt64LittleEndian(start[24..]);
        if (bits is < 1 or > HashCodes.MaximumBits || flags is < 0 or > 1 || count < 0
            || count > Array.MaxLength / HashCodes.WordsFor(bits))
            throw Damaged(path, $"its header says {count} codes of {bits} bits");
        // Ids of the caller may be negative; those that the index gives begin at 0.
        if (next < (flags == 1 ? 0 : count))
            throw Damaged(path, $"its header says that the next of {count} codes gets the id {next}");
        var header = new IndexFileHeader(bits, (int)count, next, flags == 1, start.Slice(32, 32).ToArray());
        if (fileLength is not null && header.FileLength != fileLength)
            throw Damaged(path, $"it has {fileLength} bytes, {header.FileLength} belong to {count} codes of {bits} bits");
        return header;
    }

    public static InputException Damaged(string path, string why) => new($"{path} is damaged: {why}; save the index again.");
}
