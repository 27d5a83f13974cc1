// vdsh encode: features in, packed codes out.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.Commands;

internal sealed class EncodeCommand : CliCommand
{
    private readonly InputFileOption modelFile = new("--model") { Description = "A model file written by 'vdsh train'.", Required = true };
    private readonly InputFileOption input = new("--input")
    {
        Description = "Features, one row an item: .npy, .npz, IDX or CSV, each also gzipped; - reads standard input. "
            + "Taken as they are; the model knows its scaling.",
    };
    private readonly TableOptions table = new();
    private readonly NamedDataOptions named = new();
    private readonly Option<string> part = Choice.Of("--part", "With --data: which items of the data set to encode.", "database", "training", "queries", "database");
    private readonly OutputFileOption target = new("--out")
    {
        Description = "The .npy file to write: uint8, n x ceil(bits/8), bit j of a code is bit j mod 8 of byte j/8 (numpy.packbits with bitorder='little').",
        Required = true,
    };

    private readonly OutputFileOption outputsFile = new("--outputs")
    {
        Description = "Also writes the real outputs whose signs are the bits, for 'vdsh search --rank asymmetric': "
            + ".npy, float32, n x bits.",
    };

    public EncodeCommand(GlobalOptions global) : base(
        "encode",
        "Turns features into packed binary codes with a trained model.",
        global,
        "vdsh encode --model mnist.vdsh --input images.npy --out codes.npy",
        "vdsh encode --model mnist.vdsh --data mnist --part queries --out queries.npy --outputs outputs.npy")
    {
        Add(modelFile);
        Add(input);
        table.AddTo(this);
        named.AddTo(this);
        Add(part);
        Add(target);
        Add(outputsFile);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string path = parsed.GetRequiredValue(target);
        string modelPath = parsed.GetRequiredValue(modelFile);
        HashModel model = HashModel.Load(modelPath, session.Cancellation);
        FeatureMatrix features = Load(parsed, session);
        using var encoder = new HashEncoder(model, session.Backend);
        long start = Stopwatch.GetTimestamp();
        HashCodes codes = encoder.Encode(features, null, session.Cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string? outputsPath = parsed.GetValue(outputsFile);
        QueryOutputs? outputs = outputsPath is null ? null : encoder.Outputs(features, session.Cancellation);
        CodeFiles.Write(path, codes);
        if (outputs is not null)
            NpyFile.Write(outputsPath!, outputs.Values.ToArray(), outputs.Count, outputs.Bits);
        session.Output.Line($"Encoded {codes.Count} items to {codes.Bits} bits in {Text.Seconds(seconds)} ({codes.Count / seconds:0} items/s on {session.Backend.Name}).");
        session.Output.Line(outputsPath is null ? $"Wrote {path}." : $"Wrote {path} and {outputsPath}.");
        session.Output.Object(() => new JsonObject
        {
            ["items"] = codes.Count,
            ["bits"] = codes.Bits,
            ["bytesPerCode"] = codes.BytesPerCode,
            ["secondsEncode"] = seconds,
            ["model"] = modelPath,
            ["codes"] = path,
            ["outputs"] = outputsPath,
        });
    }

    private FeatureMatrix Load(ParseResult parsed, CommandSession session)
    {
        string? file = parsed.GetValue(input);
        if (file is null == parsed.GetValue(named.Data) is null)
            throw new InputException("Give either --input FILE or --data NAME, to say what to encode.");
        if (file is not null)
            return FeatureFile.Load(file, table.Read(parsed, session));
        table.RequireAbsent(parsed, "--data");
        ProtocolSplit split = named.Load(parsed, session.Seed);
        LabeledData items = parsed.GetValue(part) switch
        {
            "training" => split.Training,
            "queries" => split.Queries,
            _ => split.Database,
        };
        return items.Features;
    }
}
