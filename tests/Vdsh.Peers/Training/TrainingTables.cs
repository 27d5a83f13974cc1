// One net's result as people and as scripts read it.
using System.Text.Json.Nodes;
using Spectre.Console;
using Vdsh.Cli.Output;

namespace Vdsh.Peers.Training;

internal static class TrainingTables
{
    private static readonly string[] Columns = ["net", "map", "Vdsh: sweeps", "wall", "CPU", "PyTorch: epochs", "wall", "CPU", "setting", "wall ratio", "CPU ratio"];

    /// <summary>A row for the time to each map, and one for the best map; the same for products of bfloat16, of the peer whichever is faster.</summary>
    public static Table Of(NetResult result, IReadOnlyList<double> maps)
    {
        List<IReadOnlyList<string>> rows = [.. Rows($"{result.Net}", result.Ours, result.Theirs, maps)];
        if (result.OursRounded.Count > 0)
            rows.AddRange(Rows($"{result.Net}, bf16", result.OursRounded, [.. result.Theirs, .. result.TheirsRounded], maps));
        return Tables.Of(Columns, rows, textColumns: 2);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(string name, IReadOnlyList<TrainingMeasurement> ours, IReadOnlyList<TrainingMeasurement> theirs, IReadOnlyList<double> maps)
    {
        foreach (double map in maps)
            yield return Row(name, Invariant($"{map:0.00}"), NetResult.Shortest(ours, map), NetResult.Shortest(theirs, map));
        TrainingMeasurement best = NetResult.Best(ours), theirBest = NetResult.Best(theirs);
        yield return Row(name, Invariant($"best: {best.Map:0.0000} / {theirBest.Map:0.0000}"), best, theirBest);
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
        ["vdshBf16"] = new JsonArray([.. result.OursRounded.Select(Describe)]),
        ["peer"] = new JsonArray([.. result.Theirs.Select(Describe)]),
        ["peerBf16"] = new JsonArray([.. result.TheirsRounded.Select(Describe)]),
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
