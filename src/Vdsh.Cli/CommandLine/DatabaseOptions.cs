// The exports take the same database of codes.
using System.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Cli.CommandLine;

/// <summary>The options that name a database of codes and its ids.</summary>
internal sealed class DatabaseOptions
{
    private readonly InputFileOption codes = new("--codes")
    {
        Description = "The codes: uint8 .npy as 'vdsh encode' writes it, an index of faiss (IndexBinaryFlat, IndexBinaryIDMap2), or an index that 'vdsh export index' wrote.",
        Required = true,
    };
    private readonly InputFileOption ids = new("--ids") { Description = "An id for each code: int64 .npy. [default: those of the file, otherwise the row numbers]" };
    private readonly Option<int?> bits = Numbers.OptionalInteger("--bits", "Length of a code, in bits. [default: 8 for each byte column]", 1, HashCodes.MaximumBits);

    public void AddTo(Command command)
    {
        command.Add(codes);
        command.Add(ids);
        command.Add(bits);
    }

    /// <summary>Reads the database.</summary>
    /// <exception cref="InputException">A file cannot be used, or the numbers of codes and ids differ.</exception>
    public (HashCodes Codes, long[]? Ids) Read(ParseResult parsed, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(codes);
        (HashCodes database, long[]? own) = CodeDatabase.Read(path, parsed.GetValue(bits));
        if (parsed.GetValue(ids) is not { } idPath)
            return (database, own);
        long[] given = NpyFile.ReadIds(idPath, cancellation);
        return given.Length == database.Count
            ? (database, given)
            : throw new InputException($"{idPath} has {given.Length} ids, but {path} has {database.Count} codes; give one id for each code.");
    }
}
