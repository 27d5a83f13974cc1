// Index files are written whole or not at all, and read with a checksum or mapped without reading.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vdsh.Compute.Cpu;
using Vdsh.Data;
using Vdsh.Data.Formats;

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

    /// <summary>
    /// Reads a file into memory and checks every byte, code and id of it. Not by a map: what is checked is what is
    /// kept, whoever writes to the file
    /// meanwhile.
    /// </summary>
    /// <exception cref="InputException">The file cannot be read, or is damaged.</exception>
    public static (IndexFileHeader Header, ulong[] Words, long[]? Ids) Load(
        string path, CancellationToken cancellation = default)
    {
        using ByteReader reader = InputFile.Open(path, [], cancellation: cancellation, others: _ => true).Reader;
        return Load(reader, cancellation);
    }

    /// <summary>The same for a file that is open already; a pipe and gzip do as well.</summary>
    /// <exception cref="InputException">The file cannot be read, or is damaged.</exception>
    public static (IndexFileHeader Header, ulong[] Words, long[]? Ids) Load(
        ByteReader reader, CancellationToken cancellation)
    {
        RequireLittleEndian();
        IndexFileHeader header =
            IndexFileHeader.Parse(reader.Peek(IndexFileHeader.Page), reader.BytesLeft, reader.Name);
        Skip(reader, IndexFileHeader.Page);
        ulong[] words = Read<ulong>(reader, header.Count * header.WordsPerCode, "codes", cancellation);
        long[]? ids = null;
        if (header.HasIds)
        {
            Skip(reader, (int)(header.IdOffset - IndexFileHeader.Page - header.CodeBytes));
            ids = Read<long>(reader, header.Count, "ids", cancellation);
        }
        reader.EnsureEnd(header.HasIds ? "ids" : "codes");
        Check(header, words, ids, reader.Name, cancellation.ThrowIfCancellationRequested);
        return (header, words, ids);
    }

    /// <summary>Reads all codes and ids, and refuses what does not belong to a sound file.</summary>
    /// <param name="header">The header of the file.</param>
    /// <param name="words">Its codes.</param>
    /// <param name="ids">Its ids, or none.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="beforePiece">Called before some MiB are read.</param>
    /// <exception cref="InputException">The checksum is wrong, padding bits are set, or ids do not rise.</exception>
    public static void Check(
        IndexFileHeader header, ReadOnlySpan<ulong> words, ReadOnlySpan<long> ids, string path, Action beforePiece)
    {
        if (!Hash(words, ids, beforePiece).AsSpan().SequenceEqual(header.Checksum))
            throw WrongChecksum(path);
        int rows = Piece / header.WordsPerCode;
        for (int first = 0; first < header.Count; first += rows)
        {
            beforePiece();
            ReadOnlySpan<ulong> piece = words[(first * header.WordsPerCode)..];
            piece = piece[..Math.Min(piece.Length, rows * header.WordsPerCode)];
            IndexFileCheck.RequirePadding(piece, header.Bits, first, path);
        }
        IndexFileCheck.RequireEnds(ids, header.NextId, path);
        for (int first = 0; first < ids.Length; first += Piece)
        {
            beforePiece();
            // Each piece begins with the last id of the one before.
            int from = Math.Max(0, first - 1);
            IndexFileCheck.RequireRising(ids[from..Math.Min(ids.Length, first + Piece)], from, path);
        }
    }

    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Index files are little-endian and mapped as they are; this processor is big-endian.");
    }

    private static InputException WrongChecksum(string path) => IndexFileHeader.Damaged(path, "the checksum of its codes is wrong");

    private static byte[] Hash(ReadOnlySpan<ulong> words, ReadOnlySpan<long> ids, Action? beforePiece = null)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long start = 0; start < words.Length; start += Piece)
        {
            beforePiece?.Invoke();
            hash.AppendData(Bytes(words, (int)start));
        }
        for (long start = 0; start < ids.Length; start += Piece)
        {
            beforePiece?.Invoke();
            hash.AppendData(Bytes(ids, (int)start));
        }
        return hash.GetHashAndReset();
    }

    private static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        for (long start = 0; start < values.Length; start += Piece)
            stream.Write(Bytes(values, (int)start));
    }

    private static void Skip(ByteReader reader, int bytes)
    {
        Span<byte> page = stackalloc byte[IndexFileHeader.Page];
        reader.ReadExactly(page[..bytes], "header");
    }

    // Where the length of the file is not known, a claim of its header alone gets no memory.
    private static T[] Read<T>(ByteReader reader, int count, string what, CancellationToken cancellation) where T
        : unmanaged
    {
        T[] values = LargePages.AllocateArray<T>(reader.BytesLeft is null ? Math.Min(count, Piece) : count);
        for (int start = 0; start < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (start == values.Length)
                Array.Resize(ref values, (int)Math.Min(count, 2L * start));
            int taken = Math.Min(Piece, values.Length - start);
            reader.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, taken)), what);
            start += taken;
        }
        return values;
    }

    // A span of bytes ends at 2 GiB, before one of words does.
    private static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> values, int start) where T : unmanaged
        => MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start)));
}
