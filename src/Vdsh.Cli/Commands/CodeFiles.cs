// Codes in files are bytes; in memory they are words. The commands meet both here.
using Vdsh.Codes;
using Vdsh.Data;

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
