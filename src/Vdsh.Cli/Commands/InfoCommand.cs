// vdsh info: what a model file is, and how much of its depth it uses.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Measuring;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Commands;

internal sealed class InfoCommand : CliCommand
{
    private readonly InputFileArgument file = new("MODEL") { Description = "A model file written by 'vdsh train'." };
    private readonly DepthOptions depth = new();
    private readonly EvaluationOptionSet items = new();

    public InfoCommand(GlobalOptions global) : base(
        "info",
        "Says what a model is: its layers, its size, what it was trained for and on; with --depth and data also what "
            + "each hidden layer is worth.",
        global,
        "vdsh info mnist.vdsh",
        "vdsh info --depth mnist.vdsh --data mnist",
        "vdsh info --depth m.vdsh --features db.npy --labels dbl.npy --query-features q.npy --query-labels ql.npy")
    {
        Add(file);
        depth.AddTo(this);
        items.Named.AddTo(this);
        Option[] own = [items.Features, items.Labels, items.QueryFeatures, items.QueryLabels];
        foreach (Option option in own)
            Add(option);
        items.Table.AddTo(this);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        depth.Check(parsed);
        bool hasItems = items.HasItems(parsed);
        if (parsed.GetValue(depth.Depth) && !hasItems)
            throw new InputException(
                "--depth needs items to measure with: give --data NAME, or --features, --labels, --query-features and "
                + "--query-labels.");
        if (hasItems && !parsed.GetValue(depth.Depth))
            throw new InputException("The items are for --depth; give it too, or leave them out.");
        string path = parsed.GetRequiredValue(file);
        HashModel model = HashModel.Load(path, session.Cancellation);
        Print(session.Output, path, model);
        DepthReport? found = null;
        if (parsed.GetValue(depth.Depth))
        {
            ModelItems chosen = ModelItems.Load(parsed, session, items, model, path);
            found = depth.Run(parsed, session, model, chosen.Split);
            DepthView.Print(session.Output, found);
            foreach (string note in chosen.Notes)
                session.Output.Line($"* {note}");
        }
        session.Output.Object(() => Describe(path, model, found));
    }

    private static void Print(CommandOutput output, string path, HashModel model)
    {
        output.Line($"model       {path}, {FormattableString.Invariant($"{new FileInfo(path).Length:#,0}")} bytes");
        output.Line($"objective   {model.Objective}");
        output.Line($"network     {model.InputColumns} features, {HiddenLayers(model)}, {model.Bits} bits");
        output.Line($"parameters  {FormattableString.Invariant($"{model.Parameters:#,0}")}");
        output.Line($"codewords   {(model.Codewords is { } words ? $"{words.Count}, one a class" : "none")}");
        string seen = model.TrainingItems is { } items ? $"{items.Count} different items" : "unknown items";
        output.Line($"trained on  {seen}");
        foreach ((string key, string value) in model.Metadata)
            output.Line($"            {key}: {value}");
    }

    private static string HiddenLayers(HashModel model)
    {
        int[] widths = model.Widths[..model.HiddenLayers].ToArray();
        return widths.Distinct().Count() == 1
            ? $"{widths.Length} hidden layer{(widths.Length == 1 ? "" : "s")} of {widths[0]}"
            : widths.Length == 0 ? "no hidden layers" : $"{widths.Length} hidden layers of {string.Join(", ", widths)}";
    }

    private static JsonObject Describe(string path, HashModel model, DepthReport? depth) => new()
    {
        ["model"] = path,
        ["bytes"] = new FileInfo(path).Length,
        ["objective"] = model.Objective,
        ["inputs"] = model.InputColumns,
        ["hiddenLayers"] = model.HiddenLayers,
        ["widths"] = new JsonArray([.. model.Widths.ToArray().Select(width => JsonValue.Create(width))]),
        ["bits"] = model.Bits,
        ["parameters"] = model.Parameters,
        ["codewords"] = model.Codewords?.Count ?? 0,
        ["trainingItems"] = model.TrainingItems?.Count,
        ["metadata"] = new JsonObject(model.Metadata.Select(pair =>
            KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
        ["depth"] = DepthView.Describe(depth),
    };
}
