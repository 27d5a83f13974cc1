// Index files are written whole or not at all, and read with a checksum or mapped without reading.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    /// <summary>Reads a file and checks every byte of it.</summary>
    public static (CodeSnapshot Codes, int Bits) Load(string path)
    {
        using MappedIndexFile file = MappedIndexFile.Open(path);
        file.Enter();
        try
        {
            Verify(file, path);
            IndexFileHeader header = file.Header;
            return (new CodeSnapshot(file.Words.ToArray(), header.HasIds ? file.Ids.ToArray() : null, header.Count, header.WordsPerCode, header.NextId), header.Bits);
        }
        finally
        {
            file.Leave();
        }
    }

    /// <summary>Checks the codes and ids of a mapped file against its checksum.</summary>
    public static void Verify(MappedIndexFile file, string path)
    {
        if (!Hash(file.Words, file.Ids).AsSpan().SequenceEqual(file.Header.Checksum))
            throw IndexFileHeader.Damaged(path, "the checksum of its codes is wrong");
    }

    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Index files are little-endian and mapped as they are; this processor is big-endian.");
    }

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

    // A span of bytes ends at 2 GiB, before one of words does.
    private static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> values, int start) where T : unmanaged
        => MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start)));
}
