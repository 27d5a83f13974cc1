// Databases move between this library and faiss as files that both read: its binary indexes.
using System.Buffers.Binary;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Data.Formats;

namespace Vdsh.Search;

/// <summary>
/// Files of faiss' binary indexes. Written are <c>IndexBinaryFlat</c> ("IBxF") and <c>IndexBinaryIDMap2</c> ("IBM2");
/// of these, of the older "IBMp", and of
/// <c>IndexBinaryIVF</c>, <c>IndexBinaryHash</c>, <c>IndexBinaryMultiHash</c> and <c>IndexBinaryHNSW</c> the codes and
/// ids are read. A header is dimension
/// (int32, bits), code size (int32, bytes), count (int64), is-trained (byte) and metric (int32); IBxF: header, number
/// of bytes (int64), codes; IBM2: header,
/// an IBxF, count (int64), ids (int64, any sign). All little-endian. Dimensions are multiples of 8: codes of other
/// lengths are filled up with zero bits.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class FaissIndexFile
{
    private const int HeaderBytes = 4 + 4 + 4 + 8 + 1 + 4;
    private const int MetricL2 = 1;

    private static ReadOnlySpan<byte> Flat => "IBxF"u8;

    private static ReadOnlySpan<byte> IdMap => "IBM2"u8;

    /// <summary>Whether bytes begin a file of faiss, of a kind that is read or of another.</summary>
    public static bool IsFaissIndex(ReadOnlySpan<byte> start) => FaissKinds.IsAny(start);

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

    /// <summary>
    /// Reads codes and, where the file has them, ids. Rows lie in the order of adding; where an index has lost it (IVF,
    /// Hash), in rising order of id, and
    /// without ids where these are 0 to n - 1.
    /// </summary>
    /// <param name="path">The file, also gzipped.</param>
    /// <param name="bits">Bits of a code where they are no multiple of 8; null takes the file's dimension.</param>
    /// <exception cref="InputException">The file cannot be read, is no such index, or is damaged.</exception>
    public static (HashCodes Codes, long[]? Ids) Read(string path, int? bits = null)
    {
        using ByteReader reader = InputFile.Open(path, [], others: _ => true).Reader;
        CodeFile file = Read(reader, new WantedBits(bits), CancellationToken.None);
        return (file.Codes, file.Ids);
    }

    internal static CodeFile Read(ByteReader bytes, WantedBits wanted, CancellationToken cancellation)
    {
        string path = bytes.Name;
        if (!IsFaissIndex(bytes.Peek(FaissKinds.Letters)))
            throw new InputException($"{path} is no index of faiss; write it with faiss.write_index_binary.");
        var reader = new FaissReader(bytes, cancellation);
        FaissContent content = new FaissIndexParser(reader).Read();
        reader.RequireEnd();
        int length = wanted.Bits ?? content.Dimension, bytesPerCode = content.Dimension / 8;
        if ((length + 7) / 8 != bytesPerCode)
            throw wanted.Misfit(path, $"{bytesPerCode} bytes");
        content = content.InOrder();
        ulong[] words = content.Words;
        Array.Resize(ref words, content.Count * HashCodes.WordsFor(length));
        long[]? ids = content.Ids;
        if (ids is not null)
            Array.Resize(ref ids, content.Count);
        HashCodes codes = CodeDatabase.Named(path, () => new HashCodes(words, content.Count, length));
        string order = content.KeepsOrder ? "" : ", in rising order of id";
        return new CodeFile(codes, ids)
        {
            Taken = content.Kind is "IBxF" or "IBMp" or "IBM2"
                ? null
                : $"{path} is an {FaissKinds.BinaryName(content.Kind)} of faiss: its {codes} are taken{order}; "
                    + "its search structure is not used.",
        };
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

    private static void WriteInt64(Stream stream, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
