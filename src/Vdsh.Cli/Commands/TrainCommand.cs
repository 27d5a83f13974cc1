// vdsh train: labelled features in, model file out.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Cli.Commands;

internal sealed class TrainCommand : CliCommand
{
    private readonly DataOptions data = new();
    private readonly TrainingOptionSet training = new();
    private readonly OutputFileOption target = new("--out")
    {
        Description = "The model file to write. It appears when training is done, whole or not at all.",
        Required = true,
    };

    private readonly Option<bool> noItemHashes = new("--no-item-hashes")
    {
        Description = "Stores no hashes of the training items in the model (8 bytes an item). Without them evaluate "
            + "cannot say what training has seen; with them, who has the model and an item can tell whether it was "
            + "trained on.",
    };

    public TrainCommand(GlobalOptions global) : base(
        "train",
        "Learns a model: a deep network that maps feature vectors to short binary codes, so that items with the same label get near codes.",
        global,
        "vdsh train --data digits --out digits.vdsh",
        "vdsh train --data mnist --bits 48 --layers 16 --width 512 --out mnist.vdsh --checkpoint run1",
        "vdsh train --features x.npy --labels y.npy --bits 64 --out mine.vdsh")
    {
        data.AddTo(this);
        Add(target);
        training.AddTo(this);
        Add(noItemHashes);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        TrainingOptions options = training.Read(parsed, session.Seed);
        options.Validate();
        string path = parsed.GetRequiredValue(target);
        if (options.CheckpointDirectory is string directory)
            OutputPath.CheckDirectory(directory, "--checkpoint");
        TrainingSet set = data.LoadTraining(parsed, session);
        session.Output.Note(
            $"Training on {set.Data.Count} items of {set.Data.Features.Columns} features ({set.Name}, protocol {set.Protocol}): {options.HiddenLayers} hidden layers of {options.Width}, "
            + $"{options.Bits} bits, on {session.Backend.Description}.");
        NoteSymbols(session.Output, options.For(set.Data.Features), set.Data.Features);
        TrainingResult result = TrainingRun.Execute(session, options, set.Data);
        HashModel model = result.Model.WithMetadata(set.Metadata);
        if (parsed.GetValue(noItemHashes))
            model = model.WithTrainingItems(null);
        model.Save(path);
        double? peak = session.Device.MeasureFlops();
        Print(session.Output, result, model, peak, path);
        session.Output.Object(() => Describe(options, result, model, peak, path));
    }

    private static void NoteSymbols(CommandOutput output, TrainingOptions suited, FeatureMatrix features)
    {
        if (!SymbolInputs.Are(features))
            return;
        output.Note(FormattableString.Invariant(
            $"The inputs are one-hot symbols, so what was not given is chosen for them: decay {suited.WeightDecay:G2}, ")
            + FormattableString.Invariant($"mixup {suited.Mixup:G2}, dropout {suited.InputDropout:G2}, first layers {suited.FirstLayers}")
            + (suited.Sweeps is int sweeps ? $", sweeps {sweeps}." : "."));
    }

    private static void Print(CommandOutput output, TrainingResult result, HashModel model, double? peak, string path)
    {
        output.Line(FormattableString.Invariant($"Trained {model.Parameters:#,0} parameters in {Text.Seconds(result.Seconds)}, {result.Sweeps.Count} sweeps ({result.StopReason}); ")
            + FormattableString.Invariant($"loss {result.Sweeps[0].Loss:0.00000} -> {result.Sweeps[^1].Loss:0.00000}."));
        if (result.SecondsHere > 0)
        {
            double speed = result.Flops / result.SecondsHere;
            string share = peak is null ? "" : $", {Text.Percent(speed / peak)} of this device's product peak ({Text.Gflops(peak)} GFLOP/s)";
            output.Line($"Speed {Text.Gflops(speed)} GFLOP/s{share}.");
        }
        output.Line($"Wrote {path}.");
    }

    private static JsonObject Describe(TrainingOptions options, TrainingResult result, HashModel model, double? peak, string path) => new()
    {
        ["objective"] = options.Objective,
        ["bits"] = model.Bits,
        ["layers"] = model.HiddenLayers,
        ["width"] = options.Width,
        ["parameters"] = model.Parameters,
        ["sweeps"] = new JsonArray([.. result.Sweeps.Select(sweep => new JsonObject
        {
            ["sweep"] = sweep.Sweep,
            ["loss"] = JsonNumbers.Number(sweep.Loss),
            ["seconds"] = sweep.Seconds,
            ["activationRms"] = JsonNumbers.Number(sweep.ActivationRms),
            ["layerOutputRms"] = JsonNumbers.Array(sweep.Layers.Select(layer => layer.OutputRms)),
            ["layerMultiplierRms"] = JsonNumbers.Array(sweep.Layers.Select(layer => layer.MultiplierRms)),
            ["layerRelativeStep"] = JsonNumbers.Array(sweep.Layers.Select(layer => layer.RelativeStep)),
        })]),
        ["seconds"] = result.Seconds,
        ["flops"] = result.Flops,
        ["secondsHere"] = result.SecondsHere,
        ["gemmPeakFlops"] = peak,
        ["stopReason"] = result.StopReason,
        ["model"] = path,
    };
}
