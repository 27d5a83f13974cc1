// vdsh export onnx: a model file in, a network for ONNX Runtime and its kin out.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;

namespace Vdsh.Cli.Commands;

internal sealed class ExportOnnxCommand : CliCommand
{
    private readonly InputFileOption modelFile = new("--model") { Description = "A model file written by 'vdsh train'.", Required = true };
    private readonly OutputFileOption target = new("--out")
    {
        Description = "The .onnx file to write: 'features' (float32, n x inputs, raw) in; 'codes' (uint8, n x ceil(bits/8), as 'vdsh encode' writes them) and 'outputs' (float32, n x bits) out.",
        Required = true,
    };

    public ExportOnnxCommand(GlobalOptions global) : base(
        "onnx",
        "Writes the whole encoder, from raw features to packed codes, as an ONNX graph.",
        global,
        "vdsh export onnx --model mnist.vdsh --out mnist.onnx")
    {
        Add(modelFile);
        Add(target);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string path = parsed.GetRequiredValue(target);
        string modelPath = parsed.GetRequiredValue(modelFile);
        HashModel model = HashModel.Load(modelPath, session.Cancellation);
        long bytes = OnnxModelFile.Save(model, path);
        session.Output.Line($"Exported {model.HiddenLayers} hidden layers, {model.InputColumns} features to {model.Bits} bits, operator set {OnnxModelFile.OperatorSet}.");
        session.Output.Line($"Wrote {path}.");
        session.Output.Object(() => new JsonObject
        {
            ["model"] = modelPath,
            ["onnx"] = path,
            ["operatorSet"] = OnnxModelFile.OperatorSet,
            ["inputs"] = model.InputColumns,
            ["layers"] = model.HiddenLayers,
            ["bits"] = model.Bits,
            ["bytes"] = bytes,
        });
    }
}
