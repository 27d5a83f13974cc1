// vdsh export: what was learned here, in the formats of other tools.
using System.CommandLine;
using Vdsh.Cli.CommandLine;

namespace Vdsh.Cli.Commands;

internal sealed class ExportCommand : Command, IHasExamples
{
    public ExportCommand(GlobalOptions global) : base("export", "Writes models in the formats of other tools.") => Add(new ExportOnnxCommand(global));

    public IReadOnlyList<string> Examples { get; } = ["vdsh export onnx --model mnist.vdsh --out mnist.onnx"];
}
