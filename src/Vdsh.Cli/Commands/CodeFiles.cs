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
        return (CodeDatabase.ToCodes(database, databasePath, bits), CodeDatabase.ToCodes(queries, queryPath, bits));
    }

    /// <summary>Maps an index of this library.</summary>
    /// <exception cref="InputException">It cannot be used, or its codes are not of the given length.</exception>
    public static HammingIndex OpenIndex(string path, int? bits, IHammingEngine engine)
    {
        HammingIndex index = HammingIndex.Open(path, engine);
        CodeDatabase.RequireBits(index.Bits, path, bits);
        return index;
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
        return CodeDatabase.ToCodes(queries, path, bits);
    }
}
