// peers encode: the same network, from raw features to packed codes, here and in ONNX Runtime.
using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using Vdsh.Cli.Bench;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Peers.Encoding;

internal sealed class EncodeCommand : Command
{
    // Enough for a model whose units are silent as often as those of a good one.
    private const int Sweeps = 2;

    private readonly Option<int> inputs = Numbers.Integer("--inputs", "Features of a random item.", 784, 1, 1 << 20);
    private readonly Option<int> layers = Numbers.Integer("--layers", "Hidden layers.", 3, 0, 1000);
    private readonly Option<int> width = Numbers.Integer("--width", "Neurons in each hidden layer.", 512, 1, 65_536);
    private readonly Option<int> bits = Numbers.Integer("--bits", "Length of a code, in bits.", 48, 1, HashCodes.MaximumBits);
    private readonly Option<int> items = Numbers.Integer("--items", "Random items encoded in one go.", 60_000, 1, 1 << 20);
    private readonly Option<int> repetitions = Numbers.Integer("--repetitions", "How often each encoder encodes all items, in turns.", 7, 1, 1000);
    private readonly Option<string?> dataDirectory = new("--data-dir") { Description = "Folder with the files of MNIST. [default: $VDSH_DATA, then the user's cache]", HelpName = "DIR" };

    public EncodeCommand(SharedOptions shared)
        : base("encode", "Encodes the same items with Vdsh and with ONNX Runtime, at one and at two threads: MNIST by a trained model, and random items by random weights.")
    {
        Option[] options = [inputs, layers, width, bits, items, repetitions, dataDirectory];
        foreach (Option option in options)
            Add(option);
        SetAction(parsed => Run(parsed, shared.Output(parsed), parsed.GetValue(shared.Seed)));
    }

    private void Run(ParseResult parsed, CommandOutput output, ulong seed)
    {
        string version = OrtEnv.Instance().GetVersionString();
        using var backend = new CpuBackend();
        output.Line($"{backend.Description}; ONNX Runtime {version}.");
        var other = new OtherWork();
        var cases = new JsonArray();
        try
        {
            LabeledData training = DatasetCatalog.Load("mnist", Protocol.Full, seed, parsed.GetValue(dataDirectory)).Training;
            cases.Add(Compare("images of MNIST, trained weights", Trained(parsed, backend, training, seed), training.Features, parsed, output));
        }
        catch (InputException exception)
        {
            output.Line($"The comparison on MNIST is skipped: {exception.Message}");
        }
        HashModel model = RandomInputs.Model(parsed.GetValue(inputs), parsed.GetValue(layers), parsed.GetValue(width), parsed.GetValue(bits), seed);
        cases.Add(Compare("random items, random weights", model, RandomInputs.Features(parsed.GetValue(items), model.InputColumns, seed), parsed, output));
        double? share = other.Share();
        output.Line(OtherWork.Describe(share));
        output.ObjectNow(() => new JsonObject
        {
            ["device"] = backend.Description,
            ["onnxRuntime"] = version,
            ["otherWork"] = share,
            ["cases"] = cases,
        });
    }

    private HashModel Trained(ParseResult parsed, CpuBackend backend, LabeledData training, ulong seed)
    {
        var options = new TrainingOptions
        {
            HiddenLayers = parsed.GetValue(layers), Width = parsed.GetValue(width), Bits = parsed.GetValue(bits), Sweeps = Sweeps, Seed = seed,
        };
        return new VdshTrainer(backend, options).Train(training).Model;
    }

    private JsonObject Compare(string name, HashModel model, FeatureMatrix features, ParseResult parsed, CommandOutput output)
    {
        var comparison = new EncoderComparison(model, features, parsed.GetValue(repetitions));
        int[] threads = Environment.ProcessorCount > 1 ? [1, 2] : [1];
        EncoderResult[] results = [.. threads.Select(comparison.Run)];
        output.Line($"{features.Rows} {name}: {model.InputColumns} features through {model.HiddenLayers} hidden layers of {parsed.GetValue(width)} to {model.Bits} bits.");
        output.Draw(Tables.Of(["", "threads", "Vdsh", "ONNX Runtime", "Vdsh is faster by"], results.SelectMany(Rows), textColumns: 1));
        output.Line($"ONNX Runtime got batches of {string.Join(" and ", results.Select(result => result.TheirBatch))}, its fastest; {results[0].DifferentBits} of {(long)features.Rows * model.Bits} bits differ.");
        if (results[0].RoundedDifferentBits is long different)
            output.Line($"bf16: factors of products rounded to 8 significant bits (--precision bf16); {different} bits differ from those of float32.");
        return new JsonObject
        {
            ["name"] = name,
            ["items"] = features.Rows,
            ["inputs"] = model.InputColumns,
            ["layers"] = model.HiddenLayers,
            ["width"] = parsed.GetValue(width),
            ["bits"] = model.Bits,
            ["results"] = new JsonArray([.. results.Select(Describe)]),
        };
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(EncoderResult result)
    {
        yield return ["rows/s, all items", $"{result.Threads}", $"{result.OurRows:0}", $"{result.TheirRows:0}", FormattableString.Invariant($"{result.OurRows / result.TheirRows:0.00}")];
        if (result.RoundedRows is double rounded)
            yield return ["rows/s, all items, bf16", $"{result.Threads}", $"{rounded:0}", $"{result.TheirRows:0}", FormattableString.Invariant($"{rounded / result.TheirRows:0.00}")];
        yield return
        [
            "one row", $"{result.Threads}", Text.Seconds(result.OurLatency), Text.Seconds(result.TheirLatency),
            FormattableString.Invariant($"{result.TheirLatency / result.OurLatency:0.00}"),
        ];
    }

    private static JsonObject Describe(EncoderResult result) => new()
    {
        ["threads"] = result.Threads,
        ["rowsPerSecond"] = result.OurRows,
        ["rowsPerSecondPeer"] = result.TheirRows,
        ["rowsPerSecondRatio"] = result.OurRows / result.TheirRows,
        ["rowsPerSecondBf16"] = result.RoundedRows,
        ["rowsPerSecondBf16Ratio"] = result.RoundedRows / result.TheirRows,
        ["differentBitsBf16"] = result.RoundedDifferentBits,
        ["batchPeer"] = result.TheirBatch,
        ["secondsSingleRow"] = result.OurLatency,
        ["secondsSingleRowPeer"] = result.TheirLatency,
        ["secondsSingleRowRatio"] = result.OurLatency / result.TheirLatency,
        ["differentBits"] = result.DifferentBits,
    };
}
