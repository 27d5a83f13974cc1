// A database of codes comes in three kinds of file; whoever searches or converts one should not have to know which.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>Reads databases of codes: uint8 .npy, a flat binary index of faiss, an index of this library; recognised by content.</summary>
public static class CodeDatabase
{
    /// <summary>Reads a whole file into memory; where the format has a checksum it is checked.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bits">Length of a code; null takes the file's.</param>
    /// <returns>The codes, and their ids where the file has some that are not the row numbers, in the file's order.</returns>
    /// <exception cref="InputException">The file cannot be used, or its codes are not of the given length.</exception>
    public static (HashCodes Codes, long[]? Ids) Read(string path, int? bits = null)
    {
        byte[] start = Start(path);
        if (FaissIndexFile.IsFaissIndex(start))
            return FaissIndexFile.Read(path, bits);
        if (!HammingIndex.IsIndexFile(start))
            return (ToCodes(NpyFile.ReadBytes(path), path, bits), null);
        (IndexFileHeader header, ulong[] words, long[]? ids) = IndexFile.Load(path);
        RequireBits(header.Bits, path, bits);
        return (new HashCodes(words, header.Count, header.Bits), ids);
    }

    /// <summary>Whether a file is an index of this library, which can be searched without reading it first.</summary>
    public static bool IsIndexFile(string path) => HammingIndex.IsIndexFile(Start(path));

    /// <summary>Refuses a length that is not that of an index.</summary>
    /// <param name="actual">Bits of its codes.</param>
    /// <param name="path">The file, for the message.</param>
    /// <param name="bits">Length that was asked for; null for any.</param>
    /// <exception cref="InputException">They differ.</exception>
    public static void RequireBits(int actual, string path, int? bits)
    {
        if (bits is not null && bits != actual)
            throw new InputException($"--bits {bits} does not fit {path}, which holds codes of {actual} bits; leave --bits out.");
    }

    /// <summary>Takes bytes of a file for codes.</summary>
    /// <param name="bytes">n x ceil(bits/8).</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bits">Length of a code; null takes 8 times the number of byte columns.</param>
    /// <exception cref="InputException">The bytes are not codes of that length.</exception>
    public static HashCodes ToCodes(ByteMatrix bytes, string path, int? bits = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        int length = bits ?? 8 * bytes.Columns;
        if ((length + 7) / 8 != bytes.Columns)
            throw new InputException($"--bits {length} needs {(length + 7) / 8} bytes a code, but {path} has {bytes.Columns}.");
        try
        {
            return HashCodes.FromBytes(bytes.Values, bytes.Rows, length);
        }
        catch (InputException exception)
        {
            throw new InputException($"{path}: {exception.Message}", exception);
        }
    }

    // The first bytes, by which index files are told from arrays; none where there is no such file, so that the reader of arrays says what is wrong.
    private static byte[] Start(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] start = new byte[8];
            return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
