// Codes in files are bytes; in memory they are words. The commands meet both here.
using Vdsh.Cli.CommandLine;
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

    /// <summary>Reads a database and queries whose codes must be of one length, in any form that holds codes.</summary>
    /// <param name="databasePath">Codes of the database.</param>
    /// <param name="queryPath">Codes of the queries.</param>
    /// <param name="bits">Length of a code; null takes that of the database.</param>
    /// <param name="form">How an array holds the codes of the database.</param>
    /// <param name="session">Takes notes about forms that could surprise, and ends the reading.</param>
    /// <exception cref="InputException">A file cannot be used, or the lengths differ.</exception>
    public static (HashCodes Database, HashCodes Queries) ReadPair(
        string databasePath, string queryPath, int? bits, CodeForm form, CommandSession session)
    {
        CodeFile database = Read(databasePath, bits, form, session);
        if (database.Ids is not null)
            session.Output.Note(
                $"{databasePath} has ids of its own; labels belong to its codes in the order of the file, not to ids.");
        return (database.Codes, ReadQueries(queryPath, database.Codes.Bits, databasePath, session));
    }

    /// <summary>Reads a database.</summary>
    /// <inheritdoc cref="ReadPair"/>
    public static CodeFile Read(string path, int? bits, CodeForm form, CommandSession session)
        => Noted(CodeDatabase.Read(path, bits, form, session.Cancellation), session);

    /// <summary>Reads queries for a database.</summary>
    /// <param name="path">Codes in any form.</param>
    /// <param name="bits">Length of a code of the database.</param>
    /// <param name="databasePath">Named in messages.</param>
    /// <param name="session">Takes a note, and ends the reading.</param>
    /// <exception cref="InputException">The file cannot be used, or its codes are of another length.</exception>
    public static HashCodes ReadQueries(string path, int bits, string databasePath, CommandSession session)
        => Noted(CodeDatabase.ReadQueries(path, bits, databasePath, session.Cancellation), session).Codes;

    /// <summary>Opens an index of this library: maps a large one, reads a small one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bits">Length of a code; null for any.</param>
    /// <param name="verify">Whether to read and check the whole file first.</param>
    /// <param name="engine">Scans the codes.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InputException">It cannot be used, or its codes are not of the given length.</exception>
    public static HammingIndex OpenIndex(
        string path, int? bits, bool verify, IHammingEngine engine, CancellationToken cancellation)
    {
        HammingIndex index = HammingIndex.Open(path, engine, cancellation: cancellation);
        try
        {
            CodeDatabase.RequireBits(index.Bits, path, bits);
            if (verify)
                index.Verify(cancellation);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    private static CodeFile Noted(CodeFile file, CommandSession session)
    {
        if (file.Taken is { } taken)
            session.Output.Note(taken);
        return file;
    }
}
