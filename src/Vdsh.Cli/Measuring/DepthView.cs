// How much of the depth a model uses stands beside its measures: in one sentence, in full, as JSON and on the page.
using System.Text.Json.Nodes;
using Vdsh.Cli.Output;
using Vdsh.Cli.Reports;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

internal static class DepthView
{
    private static readonly string[] Columns =
        ["hidden layer", "width", "from identity", "map lost without it", "counts"];

    /// <summary>The finding in a sentence or two.</summary>
    public static string Sentence(DepthReport depth)
    {
        int hidden = depth.Layers.Count, idle = hidden - depth.EffectiveDepth;
        string measured = FormattableString.Invariant(
            $"map {depth.Map:0.0000} ({depth.Queries} queries, {depth.Database} items)");
        return idle == 0
            ? $"Effective depth {depth.EffectiveDepth} of {hidden} hidden layers: {measured}; none can be the "
                + $"identity without a loss of more than {Allowed(depth)}."
            : $"Effective depth {depth.EffectiveDepth} of {hidden} hidden layers: {measured}, "
                + $"{Number(depth.EffectiveMap)} with {idle} of them replaced by identities.";
    }

    /// <summary>Prints a row for every hidden layer, and the sentence.</summary>
    public static void Print(CommandOutput output, DepthReport depth)
    {
        if (depth.Layers.Count > 0)
            output.Draw(Tables.Of(Columns, depth.Layers.Select(Row), textColumns: 0));
        output.Line(Sentence(depth));
    }

    /// <summary>The object under the key <c>depth</c>; null where the depth was not looked at.</summary>
    public static JsonObject? Describe(DepthReport? depth) => depth is null ? null : new JsonObject
    {
        ["hiddenLayers"] = depth.Layers.Count,
        ["effectiveDepth"] = depth.EffectiveDepth,
        ["map"] = JsonNumbers.Number(depth.Map),
        ["mapEffective"] = JsonNumbers.Number(depth.EffectiveMap),
        ["tolerance"] = depth.Tolerance,
        ["queries"] = depth.Queries,
        ["database"] = depth.Database,
        ["layers"] = new JsonArray([.. depth.Layers.Select(layer => new JsonObject
        {
            ["layer"] = layer.Layer + 1,
            ["inputs"] = layer.Inputs,
            ["outputs"] = layer.Outputs,
            ["distance"] = JsonNumbers.Number(layer.Distance ?? double.NaN),
            ["mapLoss"] = JsonNumbers.Number(layer.MapLoss ?? double.NaN),
            ["counts"] = layer.IsNeeded,
        })]),
    };

    /// <summary>The content of the page's section.</summary>
    public static DepthPanel ToPanel(string heading, DepthReport depth) => new(
        heading,
        Sentence(depth),
        [.. depth.Layers.Select(layer => layer.Distance ?? double.NaN)],
        [.. depth.Layers.Select(layer => layer.MapLoss ?? double.NaN)],
        [.. depth.Layers.Select(layer => layer.IsNeeded)]);

    private static string Allowed(DepthReport depth) => FormattableString.Invariant($"{depth.Tolerance:0.000}");

    private static string[] Row(LayerDepth layer) =>
    [
        $"{layer.Layer + 1}", $"{layer.Outputs}", Number(layer.Distance), Number(layer.MapLoss),
        layer.IsNeeded ? "yes" : "no",
    ];

    private static string Number(double? value)
        => value is { } number ? FormattableString.Invariant($"{number:0.0000}") : "-";
}
