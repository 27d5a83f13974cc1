// A database of codes comes in three kinds of file; whoever searches or converts one should not have to know which.
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Data.Formats;

namespace Vdsh.Search;

/// <summary>
/// Reads codes: arrays of numpy, binary indexes of faiss, indexes of this library; recognised by content.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class CodeDatabase
{
    private static readonly string[] ArrayNames = ["codes", "arr_0"];

    /// <summary>Reads a whole file into memory; where the format has a checksum it is checked.</summary>
    /// <param name="path">The file, also gzipped; archive.npz:name chooses an array, otherwise "codes" or the only one
    /// is taken.</param>
    /// <param name="bits">Length of a code; null takes the file's.</param>
    /// <param name="form">How an array holds codes.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The codes, and their ids where the file has some that are not the row numbers, in the file's order.</returns>
    /// <exception cref="InputException">The file cannot be used, or its codes are not of the given length.</exception>
    public static CodeFile Read(
        string path, int? bits = null, CodeForm form = CodeForm.Auto, CancellationToken cancellation = default)
        => Read(path, new WantedBits(bits), form, cancellation);

    /// <summary>
    /// Reads codes that must be as long as those of a database, which also tells how an array holds them.
    /// </summary>
    /// <param name="path">The file, of any of the kinds that <see cref="Read(string, int?, CodeForm,
    /// CancellationToken)"/> takes.</param>
    /// <param name="bits">Length of a code of the database.</param>
    /// <param name="databasePath">The database, for messages.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InputException">The file cannot be used, or its codes are of another length.</exception>
    public static CodeFile ReadQueries(
        string path, int bits, string databasePath, CancellationToken cancellation = default)
        => Read(path, new WantedBits(bits, databasePath), CodeForm.Auto, cancellation);

    /// <summary>
    /// Whether a file is an index of this library, which can be searched without reading it first; a pipe is not.
    /// </summary>
    public static bool IsIndexFile(string path)
    {
        // Nothing is read from what has no length: a pipe would lose it.
        if (new FileInfo(path) is not { Exists: true, Length: >= IndexFileHeader.Page })
            return false;
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[8];
            return HammingIndex.IsIndexFile(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the file says what is wrong.
            return false;
        }
    }

    /// <summary>Refuses a length that is not that of an index.</summary>
    /// <param name="actual">Bits of its codes.</param>
    /// <param name="path">The file, for the message.</param>
    /// <param name="bits">Length that was asked for; null for any.</param>
    /// <exception cref="InputException">They differ.</exception>
    public static void RequireBits(int actual, string path, int? bits)
        => RequireBits(actual, path, new WantedBits(bits));

    /// <summary>Adds the codes of a file to an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="ids">Their ids, or null for those that the index gives.</param>
    /// <param name="path">The file that the ids are from, for messages.</param>
    /// <exception cref="InputException">The ids cannot be used.</exception>
    public static void AddTo(ICodeIndex index, HashCodes codes, long[]? ids, string path)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (ids is null)
        {
            index.Add(codes);
            return;
        }
        Named(path, () =>
        {
            index.Add(codes, ids);
            return index;
        });
    }

    /// <summary>Names the file in what an action says about its content.</summary>
    internal static T Named<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (InputException exception)
        {
            throw new InputException($"{path}: {exception.Message}", exception);
        }
    }

    private static CodeFile Read(string path, WantedBits wanted, CodeForm form, CancellationToken cancellation)
    {
        (ByteReader reader, FileFormat format) = InputFile.Open(path, ArrayNames, cancellation: cancellation, others: IsIndex);
        using (reader)
        {
            if (format == FileFormat.Npy)
                return CodeArray.Read(NpyReader.Read(reader, ArrayUse.Codes), wanted, form);
            if (format != FileFormat.Other)
                throw new InputException(
                    $"{reader.Name} is neither an .npy file, nor an index of faiss or of vdsh; "
                    + "codes are written by 'vdsh encode'.");
            if (form != CodeForm.Auto)
                throw new InputException(
                    $"{reader.Name} is an index, which says itself how it holds codes; leave --codes-as out.");
            if (FaissIndexFile.IsFaissIndex(reader.Peek(FaissKinds.Letters)))
                return FaissIndexFile.Read(reader, wanted, cancellation);
            (IndexFileHeader header, ulong[] words, long[]? ids) = IndexFile.Load(reader, cancellation);
            RequireBits(header.Bits, reader.Name, wanted);
            return new CodeFile(new HashCodes(words, header.Count, header.Bits), ids);
        }
    }

    private static void RequireBits(int actual, string path, WantedBits wanted)
    {
        if (wanted.Bits is int bits && bits != actual)
            throw wanted.Misfit(path, $"{actual} bits");
    }

    private static bool IsIndex(ReadOnlySpan<byte> start) => FaissIndexFile.IsFaissIndex(start)
        || HammingIndex.IsIndexFile(start);
}
