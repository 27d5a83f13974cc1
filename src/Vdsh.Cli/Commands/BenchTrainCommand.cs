// vdsh bench train: the speed of training, and whether its cost is linear in the number of edges.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.Bench;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Cli.Commands;

internal sealed class BenchTrainCommand : CliCommand
{
    private static readonly (int Layers, int Width)[] ScalingShapes = [(4, 256), (16, 256), (64, 256), (4, 512), (16, 512), (64, 512), (4, 1024), (16, 1024), (64, 1024)];

    private readonly Option<int> layers = Numbers.Integer("--layers", "Hidden layers.", 16, 0, 10_000);
    private readonly Option<int> width = Numbers.Integer("--width", "Neurons in each hidden layer.", 512, 1, 65_536);
    private readonly Option<int> items = Numbers.Integer("--items", "Training items (synthetic, 784 features, 10 classes).", 5120, 4, 1 << 22);
    private readonly Option<int> batch = Numbers.Integer("--batch", "Items in a mini-batch.", new TrainingOptions().Batch, 2);
    private readonly Option<bool> scaling = new("--scaling")
    {
        Description = "Measures seconds per sweep over widths 256, 512, 1024 and depths 4, 16, 64 and fits the exponent of seconds against edges; "
            + "1 means linear cost. --layers and --width are not used.",
    };

    public BenchTrainCommand(GlobalOptions global) : base(
        "train", "Times training sweeps on synthetic data against the device's peak.", global,
        "vdsh bench train", "vdsh bench train --layers 64 --width 1024", "vdsh bench train --scaling")
    {
        Option[] options = [layers, width, items, batch, scaling];
        foreach (Option option in options)
            Add(option);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        bool fit = parsed.GetValue(scaling);
        (int Layers, int Width)[] shapes = fit ? ScalingShapes : [(parsed.GetValue(layers), parsed.GetValue(width))];
        LabeledData data = SyntheticData.Twins(parsed.GetValue(items), 784, 10, session.Seed);
        double? peak = session.Device.MeasureFlops();
        session.Output.Line($"{session.Backend.Description}; peak {Text.Gflops(peak)} GFLOP/s; {data.Count} items, batch {parsed.GetValue(batch)}.");
        var rows = new List<SweepTiming>();
        foreach ((int depth, int nodes) in shapes)
        {
            session.Output.Note($"timing {depth} layers of {nodes}");
            rows.Add(SweepTiming.Measure(session, data, depth, nodes, parsed.GetValue(batch)));
        }
        session.Output.Draw(Tables.Of(
            ["hidden layers", "width", "edges", "seconds per sweep", "GFLOP/s", "of peak", "under load"],
            rows.Select(row => (string[])
            [
                $"{row.Layers}", $"{row.Width}", $"{row.Edges:#,0}", FormattableString.Invariant($"{row.Seconds:0.000}"),
                Text.Gflops(row.Flops / row.Seconds), Text.Percent(row.Flops / row.Seconds / peak),
                Text.Percent(row.Flops / row.Seconds / row.PeakUnderLoad),
            ]),
            textColumns: 0));
        PowerLaw? law = fit ? PowerLaw.Fit([.. rows.Select(row => (double)row.Edges)], [.. rows.Select(row => row.Seconds)]) : null;
        if (law is PowerLaw found)
            session.Output.Line(FormattableString.Invariant($"seconds per sweep ~ edges^{found.Exponent:0.000} (1 is linear)"));
        session.Output.Object(() => Describe(session, peak, rows, law));
    }

    private static JsonObject Describe(CommandSession session, double? peak, List<SweepTiming> rows, PowerLaw? law)
    {
        var result = new JsonObject
        {
            ["device"] = session.Backend.Description,
            ["gemmPeakFlops"] = peak,
            ["networks"] = new JsonArray([.. rows.Select(row => new JsonObject
            {
                ["layers"] = row.Layers,
                ["width"] = row.Width,
                ["edges"] = row.Edges,
                ["secondsPerSweep"] = row.Seconds,
                ["flops"] = row.Flops / row.Seconds,
                ["ofPeak"] = row.Flops / row.Seconds / peak,
                ["ofPeakUnderLoad"] = row.Flops / row.Seconds / row.PeakUnderLoad,
            })]),
        };
        if (law is PowerLaw found)
            result["exponent"] = found.Exponent;
        return result;
    }
}
