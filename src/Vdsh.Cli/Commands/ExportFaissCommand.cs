// vdsh export faiss: codes for programs that search with faiss.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Search;

namespace Vdsh.Cli.Commands;

internal sealed class ExportFaissCommand : CliCommand
{
    private readonly DatabaseOptions database = new();
    private readonly OutputFileOption target = new("--out")
    {
        Description = "The file to write: an IndexBinaryFlat, or with ids an IndexBinaryIDMap2, for faiss.read_index_binary. Codes are filled up to whole bytes.",
        Required = true,
    };

    public ExportFaissCommand(GlobalOptions global) : base(
        "faiss", "Writes codes as an index of faiss.", global,
        "vdsh export faiss --codes codes.npy --out codes.faiss", "vdsh export faiss --codes codes.npy --ids ids.npy --out codes.faiss")
    {
        database.AddTo(this);
        Add(target);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string path = parsed.GetRequiredValue(target);
        (HashCodes codes, long[]? ids) = database.Read(parsed, session);
        FaissIndexFile.Write(path, codes, ids);
        string kind = ids is null ? "IndexBinaryFlat" : "IndexBinaryIDMap2";
        session.Output.Line($"Wrote {path}: {codes.Count} codes of {codes.Bits} bits ({kind}).");
        session.Output.Object(() => new JsonObject { ["database"] = codes.Count, ["bits"] = codes.Bits, ["kind"] = kind, ["index"] = path });
    }
}
