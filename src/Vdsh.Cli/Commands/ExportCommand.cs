// vdsh export: results in the formats of other tools.
using System.CommandLine;
using Vdsh.Cli.CommandLine;

namespace Vdsh.Cli.Commands;

internal sealed class ExportCommand : Command, IHasExamples
{
    public ExportCommand(GlobalOptions global) : base("export", "Writes results in the formats of other tools.")
    {
        Add(new ExportFaissCommand(global));
        Add(new ExportIndexCommand(global));
    }

    public IReadOnlyList<string> Examples { get; } = ["vdsh export faiss --codes codes.npy --out codes.faiss", "vdsh export index --codes codes.npy --out codes.vdshidx"];
}
