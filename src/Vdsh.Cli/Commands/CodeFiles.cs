// Codes in files are bytes; in memory they are words. The commands meet both here.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Cli.Commands;

internal static class CodeFiles
{
    /// <summary>Writes codes as uint8 n x ceil(bits/8), atomically.</summary>
    public static void Write(string path, HashCodes codes)
    {
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        NpyFile.Write(path, new ByteMatrix(bytes, codes.Count, codes.BytesPerCode));
    }

    /// <summary>Reads a database and queries whose codes must be of one length.</summary>
    /// <param name="databasePath">Codes of the database.</param>
    /// <param name="queryPath">Codes of the queries.</param>
    /// <param name="bits">Length of a code; null takes 8 times the number of byte columns.</param>
    /// <exception cref="InputException">A file cannot be used, or the lengths differ.</exception>
    public static (HashCodes Database, HashCodes Queries) ReadPair(string databasePath, string queryPath, int? bits)
    {
        ByteMatrix database = NpyFile.ReadBytes(databasePath), queries = NpyFile.ReadBytes(queryPath);
        if (database.Columns != queries.Columns)
        {
            throw new InputException($"The codes in {databasePath} have {database.Columns} bytes, those in {queryPath} have {queries.Columns}; "
                + "database and queries must be encoded by the same model.");
        }
        return (Read(database, databasePath, bits), Read(queries, queryPath, bits));
    }

    /// <summary>Reads a database of any of the formats: uint8 .npy, a flat binary index of faiss, an index of this library.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bits">Length of a code; null takes the file's.</param>
    /// <returns>The codes, and their ids where the file has some that are not the row numbers.</returns>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static (HashCodes Codes, long[]? Ids) ReadDatabase(string path, int? bits)
    {
        ReadOnlySpan<byte> start = Start(path);
        if (FaissIndexFile.IsFaissIndex(start))
            return FaissIndexFile.Read(path, bits);
        if (!HammingIndex.IsIndexFile(start))
            return (Read(NpyFile.ReadBytes(path), path, bits), null);
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = 1 });
        using HammingIndex index = OpenIndex(path, bits, backend);
        index.Verify();
        (HashCodes codes, long[] ids) = index.ToCodes();
        bool rowsAreIds = true;
        for (int row = 0; row < ids.Length && rowsAreIds; row++)
            rowsAreIds = ids[row] == row;
        return (codes, rowsAreIds ? null : ids);
    }

    /// <summary>Whether a file is an index of this library, which can be searched without reading it first.</summary>
    public static bool IsIndexFile(string path) => HammingIndex.IsIndexFile(Start(path));

    /// <summary>Maps an index of this library.</summary>
    /// <exception cref="InputException">It cannot be used, or its codes are not of the given length.</exception>
    public static HammingIndex OpenIndex(string path, int? bits, IHammingEngine engine)
    {
        HammingIndex index = HammingIndex.Open(path, engine);
        return bits is null || bits == index.Bits ? index : throw new InputException($"--bits {bits} does not fit {path}, which holds codes of {index.Bits} bits; leave --bits out.");
    }

    /// <summary>Reads queries for a database.</summary>
    /// <param name="path">uint8 .npy codes.</param>
    /// <param name="bits">Length of a code of the database.</param>
    /// <param name="databasePath">Named in messages.</param>
    /// <exception cref="InputException">The file cannot be used, or its codes are of another length.</exception>
    public static HashCodes ReadQueries(string path, int bits, string databasePath)
    {
        ByteMatrix queries = NpyFile.ReadBytes(path);
        if (queries.Columns != (bits + 7) / 8)
        {
            throw new InputException($"The codes in {databasePath} have {(bits + 7) / 8} bytes, those in {path} have {queries.Columns}; "
                + "database and queries must be encoded by the same model.");
        }
        return Read(queries, path, bits);
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

    private static HashCodes Read(ByteMatrix bytes, string path, int? bits)
    {
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
}
