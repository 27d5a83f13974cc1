// Index files are written whole or not at all, and read with a checksum or mapped without reading.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vdsh.Compute.Cpu;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>Writes and reads whole index files; the layout is described at <see cref="IndexFileHeader"/>.</summary>
internal static class IndexFile
{
    // Words handled at once: 8 MiB.
    private const int Piece = 1 << 20;

    public static void Save(string path, CodeSnapshot codes, int bits)
    {
        RequireLittleEndian();
        using CodeSnapshot.Lease lease = codes.Read();
        bool storeIds = !codes.RowsAreIds;
        var header = new IndexFileHeader(bits, codes.Count, codes.NextId, storeIds, Hash(codes.Words, codes.Ids));
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header.ToPage());
            Write(stream, codes.Words);
            if (!storeIds)
                return;
            stream.Write(new byte[header.IdOffset - IndexFileHeader.Page - header.CodeBytes]);
            Write(stream, codes.Ids);
        });
    }

    /// <summary>Reads a file into memory and checks every byte of it. Not by a map: what is checked is what is kept, whoever writes to the file meanwhile.</summary>
    public static (IndexFileHeader Header, ulong[] Words, long[]? Ids) Load(string path)
    {
        RequireLittleEndian();
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] first = new byte[IndexFileHeader.Page];
            int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            IndexFileHeader header = IndexFileHeader.Parse(first.AsSpan(0, read), stream.Length, path);
            ulong[] words = LargePages.AllocateArray<ulong>((long)header.Count * header.WordsPerCode);
            long[]? ids = header.HasIds ? new long[header.Count] : null;
            Read(stream, IndexFileHeader.Page, words);
            Read<long>(stream, header.IdOffset, ids);
            return Hash(words, ids).AsSpan().SequenceEqual(header.Checksum) ? (header, words, ids) : throw WrongChecksum(path);
        }
        catch (EndOfStreamException exception)
        {
            throw new InputException($"{path} was cut off while it was read; replace index files by a rename, as saving does.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Checks the codes and ids of a mapped file against its checksum.</summary>
    public static void Verify(MappedIndexFile file, string path)
    {
        if (!Hash(file.Words, file.Ids).AsSpan().SequenceEqual(file.Header.Checksum))
            throw WrongChecksum(path);
    }

    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Index files are little-endian and mapped as they are; this processor is big-endian.");
    }

    private static InputException WrongChecksum(string path) => IndexFileHeader.Damaged(path, "the checksum of its codes is wrong");

    private static byte[] Hash(ReadOnlySpan<ulong> words, ReadOnlySpan<long> ids)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long start = 0; start < words.Length; start += Piece)
            hash.AppendData(Bytes(words, (int)start));
        for (long start = 0; start < ids.Length; start += Piece)
            hash.AppendData(Bytes(ids, (int)start));
        return hash.GetHashAndReset();
    }

    private static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        for (long start = 0; start < values.Length; start += Piece)
            stream.Write(Bytes(values, (int)start));
    }

    private static void Read<T>(FileStream stream, long offset, Span<T> values) where T : unmanaged
    {
        stream.Position = offset;
        for (long start = 0; start < values.Length; start += Piece)
            stream.ReadExactly(MemoryMarshal.AsBytes(values.Slice((int)start, (int)Math.Min(Piece, values.Length - start))));
    }

    // A span of bytes ends at 2 GiB, before one of words does.
    private static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> values, int start) where T : unmanaged
        => MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start)));
}
