// One net's result as people and as scripts read it.
using System.Text.Json.Nodes;
using Spectre.Console;
using Vdsh.Cli.Output;

namespace Vdsh.Peers.Training;

internal static class TrainingTables
{
    private static readonly string[] Columns = ["net", "map", "Vdsh: sweeps", "wall", "CPU", "PyTorch: epochs", "wall", "CPU", "setting", "wall ratio", "CPU ratio"];

    /// <summary>A row for the time to each map, and one for the best map.</summary>
    public static Table Of(NetResult result, IReadOnlyList<double> maps)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (double map in maps)
            rows.Add(Row($"{result.Net}", Invariant($"{map:0.00}"), NetResult.Shortest(result.Ours, map), NetResult.Shortest(result.Theirs, map)));
        TrainingMeasurement ours = NetResult.Best(result.Ours), theirs = NetResult.Best(result.Theirs);
        rows.Add(Row($"{result.Net}", Invariant($"best: {ours.Map:0.0000} / {theirs.Map:0.0000}"), ours, theirs));
        return Tables.Of(Columns, rows, textColumns: 2);
    }

    /// <summary>The same as JSON, with all trainings.</summary>
    public static JsonObject Describe(NetResult result, IReadOnlyList<double> maps) => new()
    {
        ["net"] = $"{result.Net}",
        ["layers"] = result.Net.Layers,
        ["width"] = result.Net.Width,
        ["timeToMap"] = new JsonArray([.. maps.Select(map => new JsonObject
        {
            ["map"] = map,
            ["vdsh"] = Describe(NetResult.Shortest(result.Ours, map)),
            ["peer"] = Describe(NetResult.Shortest(result.Theirs, map)),
        })]),
        ["best"] = new JsonObject { ["vdsh"] = Describe(NetResult.Best(result.Ours)), ["peer"] = Describe(NetResult.Best(result.Theirs)) },
        ["vdsh"] = new JsonArray([.. result.Ours.Select(Describe)]),
        ["peer"] = new JsonArray([.. result.Theirs.Select(Describe)]),
    };

    private static string[] Row(string net, string map, TrainingMeasurement? ours, TrainingMeasurement? theirs) =>
    [
        net, map, .. Cells(ours), .. Cells(theirs), theirs?.Setting ?? "not reached",
        Ratio(theirs?.Wall / ours?.Wall), Ratio(theirs?.Cpu / ours?.Cpu),
    ];

    private static string[] Cells(TrainingMeasurement? training)
        => training is null ? ["-", "-", "-"] : [$"{training.Passes}", Invariant($"{training.Wall:0.0} s"), Invariant($"{training.Cpu:0.0} s")];

    private static string Ratio(double? ratio) => ratio is double value ? Invariant($"{value:0.0}") : "-";

    private static JsonObject? Describe(TrainingMeasurement? training) => training is null
        ? null
        : new JsonObject { ["setting"] = training.Setting, ["passes"] = training.Passes, ["wall"] = training.Wall, ["cpu"] = training.Cpu, ["map"] = training.Map };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
