// vdsh export index: a database that opens in milliseconds, however large.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Search;

namespace Vdsh.Cli.Commands;

internal sealed class ExportIndexCommand : CliCommand
{
    private readonly DatabaseOptions database = new();
    private readonly OutputFileOption target = new("--out")
    {
        Description = "The file to write, with a checksum; 'vdsh search --codes' and HammingIndex.Open map it into memory without reading it first.",
        Required = true,
    };

    public ExportIndexCommand(GlobalOptions global) : base(
        "index", "Writes codes as an index of this library.", global,
        "vdsh export index --codes codes.npy --out codes.vdshidx", "vdsh export index --codes other.faiss --out codes.vdshidx")
    {
        database.AddTo(this);
        Add(target);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string path = parsed.GetRequiredValue(target);
        (HashCodes codes, long[]? ids) = database.Read(parsed, session);
        using var index = new HammingIndex(codes.Bits, session.Backend);
        CodeDatabase.AddTo(index, codes, ids, database.IdSource(parsed));
        index.Save(path);
        session.Output.Line($"Wrote {path}: {codes.Count} codes of {codes.Bits} bits{(ids is null ? "" : " with their own ids")}.");
        session.Output.Object(() => new JsonObject { ["database"] = codes.Count, ["bits"] = codes.Bits, ["ownIds"] = ids is not null, ["index"] = path });
    }
}
