// The exports take the same database of codes.
using System.CommandLine;
using Vdsh.Cli.Commands;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

/// <summary>The options that name a database of codes and its ids.</summary>
internal sealed class DatabaseOptions
{
    private readonly InputFileOption codes = new("--codes")
    {
        Description = $"The codes: {CodeOptions.Accepted}.",
        Required = true,
    };
    private readonly InputFileOption ids = new("--ids")
    {
        Description = "An id for each code: int64 .npy. [default: those of the file, otherwise the row numbers]",
    };
    private readonly CodeOptions form = new();

    public void AddTo(Command command)
    {
        command.Add(codes);
        command.Add(ids);
        form.AddTo(command);
    }

    /// <summary>The file that the ids are from.</summary>
    public string IdSource(ParseResult parsed) => parsed.GetValue(ids) ?? parsed.GetRequiredValue(codes);

    /// <summary>Reads the database.</summary>
    /// <exception cref="InputException">A file cannot be used, or the numbers of codes and ids differ.</exception>
    public (HashCodes Codes, long[]? Ids) Read(ParseResult parsed, CommandSession session)
    {
        string path = parsed.GetRequiredValue(codes);
        (HashCodes database, long[]? own) = CodeFiles.Read(path, form.Bits(parsed), form.Form(parsed), session);
        if (parsed.GetValue(ids) is not { } idPath)
            return (database, own);
        long[] given = NpyFile.ReadIds(idPath, session.Cancellation);
        return given.Length == database.Count
            ? (database, given)
            : throw new InputException($"{idPath} has {given.Length} ids, but {path} has {database.Count} codes; give one id for each code.");
    }
}
