// Databases move between this library and faiss as files that both read: its flat binary index, with or without ids.
using System.Buffers.Binary;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// Files of faiss' <c>IndexBinaryFlat</c> ("IBxF") and <c>IndexBinaryIDMap2</c> ("IBM2", read also as the older "IBMp"). A header is dimension (int32,
/// bits), code size (int32, bytes), count (int64), is-trained (byte) and metric (int32); IBxF: header, number of bytes (int64), codes; IBM2: header, an
/// IBxF, count (int64), ids (int64). All little-endian. Dimensions are multiples of 8: codes of other lengths are filled up with zero bits.
/// </summary>
public static class FaissIndexFile
{
    private const int HeaderBytes = 4 + 4 + 4 + 8 + 1 + 4;
    private const int RowsAtOnce = 1 << 14;
    private const int MetricL2 = 1;

    private static ReadOnlySpan<byte> Flat => "IBxF"u8;

    private static ReadOnlySpan<byte> IdMap => "IBM2"u8;

    private static ReadOnlySpan<byte> OldIdMap => "IBMp"u8;

    /// <summary>Whether bytes begin one of these files.</summary>
    public static bool IsFaissIndex(ReadOnlySpan<byte> start) => start.StartsWith(Flat) || start.StartsWith(IdMap) || start.StartsWith(OldIdMap);

    /// <summary>Writes codes, atomically: an IBxF, or with ids an IBM2. The bytes are those of faiss; the code size of an IBM2 is set, as in versions after 1.7.3.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="codes">n codes.</param>
    /// <param name="ids">n ids in any order, or empty for none.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The numbers of codes and ids differ.</exception>
    public static void Write(string path, HashCodes codes, ReadOnlyMemory<long> ids = default)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (!ids.IsEmpty && ids.Length != codes.Count)
            throw new ArgumentException($"There are {codes.Count} codes but {ids.Length} ids.", nameof(ids));
        AtomicFile.Write(path, stream =>
        {
            if (!ids.IsEmpty)
                WriteHeader(stream, IdMap, codes);
            WriteHeader(stream, Flat, codes);
            WriteInt64(stream, (long)codes.Count * codes.BytesPerCode);
            WriteCodes(stream, codes);
            if (ids.IsEmpty)
                return;
            WriteInt64(stream, ids.Length);
            foreach (long id in ids.Span)
                WriteInt64(stream, id);
        });
    }

    /// <summary>Reads codes and, where the file has them, ids, in the file's order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bits">Bits of a code where they are no multiple of 8; null takes the file's dimension.</param>
    /// <exception cref="InputException">The file cannot be read, is no such index, or is damaged.</exception>
    public static (HashCodes Codes, long[]? Ids) Read(string path, int? bits = null)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            return Read(stream, path, bits);
        }
        catch (EndOfStreamException exception)
        {
            throw Damaged(path, "it ends too early", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static (HashCodes Codes, long[]? Ids) Read(FileStream stream, string path, int? bits)
    {
        (bool isMap, int dimension, long count) = ReadHeader(stream, path);
        if (isMap)
        {
            (bool again, int inner, long innerCount) = ReadHeader(stream, path);
            if (again || inner != dimension || innerCount != count)
                throw Damaged(path, $"a map of {count} ids to codes of {dimension} bits holds {innerCount} codes of {inner} bits");
        }
        int length = bits ?? dimension, bytesPerCode = dimension / 8;
        if ((length + 7) / 8 != bytesPerCode)
            throw new InputException($"--bits {length} needs {(length + 7) / 8} bytes a code, but {path} has {bytesPerCode}.");
        long bytes = ReadInt64(stream);
        if (bytes != count * bytesPerCode || bytes > stream.Length - stream.Position)
            throw Damaged(path, $"{bytes} bytes are not {count} codes of {bytesPerCode} bytes, or the file ends too early");
        HashCodes codes = ReadCodes(stream, path, (int)count, length, bytesPerCode);
        long[]? ids = null;
        if (isMap)
        {
            if (ReadInt64(stream) != count || stream.Length - stream.Position < count * sizeof(long))
                throw Damaged(path, $"it has not one id for each of {count} codes");
            ids = new long[count];
            foreach (ref long id in ids.AsSpan())
                id = ReadInt64(stream);
        }
        return stream.Position == stream.Length ? (codes, ids) : throw Damaged(path, $"{stream.Length - stream.Position} bytes follow its end");
    }

    private static (bool IsMap, int Dimension, long Count) ReadHeader(Stream stream, string path)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        int read = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (!IsFaissIndex(header[..read]))
            throw new InputException($"{path} is no flat binary index of faiss (IBxF, IBM2 or IBMp); write it with faiss.write_index_binary from an IndexBinaryFlat.");
        if (read < HeaderBytes)
            throw new EndOfStreamException();
        bool isMap = !header.StartsWith(Flat);
        int dimension = BinaryPrimitives.ReadInt32LittleEndian(header[4..]), codeSize = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        long count = BinaryPrimitives.ReadInt64LittleEndian(header[12..]);
        if (dimension is < 8 or > HashCodes.MaximumBits || dimension % 8 != 0)
            throw new InputException($"{path} holds codes of {dimension} bits; multiples of 8 up to {HashCodes.MaximumBits} are read.");
        // Older versions leave the code size of a map 0.
        if ((codeSize != dimension / 8 && !(isMap && codeSize == 0)) || count < 0 || count * HashCodes.WordsFor(dimension) > Array.MaxLength)
            throw Damaged(path, $"its header says {count} codes of {dimension} bits in {codeSize} bytes");
        return (isMap, dimension, count);
    }

    private static HashCodes ReadCodes(Stream stream, string path, int count, int bits, int bytesPerCode)
    {
        int words = HashCodes.WordsFor(bits);
        ulong[] codes = new ulong[count * words];
        byte[] rows = new byte[RowsAtOnce * bytesPerCode];
        for (int first = 0; first < count; first += RowsAtOnce)
        {
            int taken = Math.Min(RowsAtOnce, count - first);
            stream.ReadExactly(rows.AsSpan(0, taken * bytesPerCode));
            try
            {
                HashCodes.FromBytes(rows.AsSpan(0, taken * bytesPerCode), taken, bits).Words.CopyTo(codes.AsSpan(first * words));
            }
            catch (InputException exception)
            {
                throw new InputException($"{path}, rows from {first}: {exception.Message}", exception);
            }
        }
        return new HashCodes(codes, count, bits);
    }

    private static void WriteHeader(Stream stream, ReadOnlySpan<byte> kind, HashCodes codes)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        kind.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], 8 * codes.BytesPerCode);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], codes.BytesPerCode);
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], codes.Count);
        header[20] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(header[21..], MetricL2);
        stream.Write(header);
    }

    private static void WriteCodes(Stream stream, HashCodes codes)
    {
        Span<byte> code = stackalloc byte[HashCodes.MaximumBits / 8];
        for (int row = 0; row < codes.Count; row++)
        {
            ReadOnlySpan<ulong> words = codes[row];
            for (int word = 0; word < words.Length; word++)
                BinaryPrimitives.WriteUInt64LittleEndian(code[(word * 8)..], words[word]);
            stream.Write(code[..codes.BytesPerCode]);
        }
    }

    private static long ReadInt64(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    private static void WriteInt64(Stream stream, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static InputException Damaged(string path, string why, Exception? inner = null)
    {
        string message = $"{path} is damaged: {why}; write it again.";
        return inner is null ? new InputException(message) : new InputException(message, inner);
    }
}
