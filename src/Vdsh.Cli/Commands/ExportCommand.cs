// vdsh export: results in the formats of other tools.
using System.CommandLine;
using Vdsh.Cli.CommandLine;

namespace Vdsh.Cli.Commands;

internal sealed class ExportCommand : Command, IHasExamples
{
    public ExportCommand(GlobalOptions global) : base("export", "Writes models and codes in the formats of other tools.")
    {
        Add(new ExportOnnxCommand(global));
        Add(new ExportFaissCommand(global));
        Add(new ExportIndexCommand(global));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["vdsh export onnx --model mnist.vdsh --out mnist.onnx", "vdsh export faiss --codes codes.npy --out codes.faiss", "vdsh export index --codes codes.npy --out codes.vdshidx"];
}
