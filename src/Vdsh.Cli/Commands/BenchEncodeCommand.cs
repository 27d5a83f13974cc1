// vdsh bench encode: how many items a second a network of a given shape turns into codes.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.Bench;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.Commands;

internal sealed class BenchEncodeCommand : CliCommand
{
    private readonly Option<int> features = Numbers.Integer("--inputs", "Features of an item.", 784, 1, 1 << 20);
    private readonly Option<int> layers = Numbers.Integer("--layers", "Hidden layers.", 4, 0, 10_000);
    private readonly Option<int> width = Numbers.Integer("--width", "Neurons in each hidden layer.", 1024, 1, 65_536);
    private readonly Option<int> bits = Numbers.Integer("--bits", "Length of a code, in bits.", 48, 1, HashCodes.MaximumBits);
    private readonly Option<int> items = Numbers.Integer("--items", "Items encoded in one go.", 4096, 1, 1 << 24);

    public BenchEncodeCommand(GlobalOptions global) : base(
        "encode", "Times encoding with a network of random weights, in batches and one item at a time, against the machine's peak.", global,
        "vdsh bench encode", "vdsh bench encode --layers 64 --width 256 --threads 1")
    {
        Option[] options = [features, layers, width, bits, items];
        foreach (Option option in options)
            Add(option);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        int count = parsed.GetValue(items), columns = parsed.GetValue(features);
        HashModel model = RandomInputs.Model(columns, parsed.GetValue(layers), parsed.GetValue(width), parsed.GetValue(bits), session.Seed);
        FeatureMatrix data = RandomInputs.Features(count, columns, session.Seed);
        double? peak = session.Device.MeasureFlops();
        using var encoder = new HashEncoder(model, session.Backend);
        double batch = Timing.Of(() => encoder.Encode(data), 1, session.Cancellation).Seconds / count;

        float[] row = new float[columns];
        ulong[] code = new ulong[model.WordsPerCode];
        data.CopyRow(0, row);
        const int Singles = 16;
        double single = Timing.Of(
            () =>
            {
                for (int i = 0; i < Singles; i++)
                    model.Encode(row, code);
            },
            1, session.Cancellation).Seconds / Singles;

        double flopsPerItem = RandomInputs.FlopsPerItem(model), flops = flopsPerItem / batch;
        session.Output.Line($"{session.Backend.Description}; peak {Text.Gflops(peak)} GFLOP/s; {model.HiddenLayers} hidden layers of {parsed.GetValue(width)}, {columns} features, {model.Bits} bits.");
        session.Output.Draw(Tables.Of(
            ["encoding", "time per item", "items/s", "GFLOP/s", "of peak"],
            [
                [$"in batches of {count}", Text.Seconds(batch), $"{1 / batch:0}", Text.Gflops(flops), Text.Percent(flops / peak)],
                ["one item, one CPU thread", Text.Seconds(single), $"{1 / single:0}", Text.Gflops(flopsPerItem / single), session.Device is CpuDevice ? Text.Percent(flopsPerItem / single / peak) : ""],
            ],
            textColumns: 1));
        session.Output.Object(() => new JsonObject
        {
            ["device"] = session.Backend.Description,
            ["gemmPeakFlops"] = peak,
            ["layers"] = model.HiddenLayers,
            ["width"] = parsed.GetValue(width),
            ["inputs"] = columns,
            ["bits"] = model.Bits,
            ["items"] = count,
            ["secondsPerItem"] = batch,
            ["flops"] = flops,
            ["ofPeak"] = flops / peak,
            ["secondsSingleItem"] = single,
        });
    }
}
