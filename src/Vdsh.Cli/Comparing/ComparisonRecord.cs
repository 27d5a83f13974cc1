// One line of results.jsonl: which cell, what it cost, what it reached, or why it failed.
using System.Text.Json.Serialization;
using Vdsh.Evaluation;
using Vdsh.Training;

namespace Vdsh.Cli.Comparing;

/// <summary>A finished or failed cell. Camel-cased property names are the keys in the file; those of <see cref="Report"/> stand beside them.</summary>
internal sealed record ComparisonRecord
{
    /// <summary>Equal for equal cells; see <see cref="ComparisonCell.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>See <see cref="ComparisonSet.Fingerprint"/>.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>Name of the protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>"objective" or "baseline".</summary>
    public required string Kind { get; init; }

    /// <summary>Bits of a code.</summary>
    public required int Bits { get; init; }

    /// <summary>Hidden layers; null for a baseline.</summary>
    public int? Layers { get; init; }

    /// <summary>Nodes of a hidden layer; null for a baseline.</summary>
    public int? Width { get; init; }

    /// <summary>Seed of the split and of the training.</summary>
    public required ulong Seed { get; init; }

    /// <summary>See <see cref="ComparisonCell.Settings"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The command line that computed the cell.</summary>
    public required string Command { get; init; }

    /// <summary>What computed it.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Number of training items.</summary>
    public required int Training { get; init; }

    /// <summary>How the items overlap; null in lines of earlier versions.</summary>
    public ItemOverlap? Overlap { get; init; }

    /// <summary>Why the cell failed; null where it is finished.</summary>
    public string? Error { get; init; }

    /// <summary>Weights of the network; null for a baseline.</summary>
    public long? Parameters { get; init; }

    /// <summary>Passes over the training items that were made; null for a baseline.</summary>
    public int? Sweeps { get; init; }

    /// <summary>Why the training ended; null for a baseline.</summary>
    public string? StopReason { get; init; }

    /// <summary>Loss of the last sweep; null for a baseline.</summary>
    public double? Loss { get; init; }

    /// <summary>Every sweep; empty for a baseline.</summary>
    public IReadOnlyList<SweepRecord> Course { get; init; } = [];

    /// <summary>Wall time of learning.</summary>
    public double? SecondsTrain { get; init; }

    /// <summary>Time of all processors in learning.</summary>
    public double? CpuSecondsTrain { get; init; }

    /// <summary>Wall time of encoding queries and database.</summary>
    public double? SecondsEncode { get; init; }

    /// <summary>Wall time of comparing every query with every database item and of all measures.</summary>
    public double? SecondsSearch { get; init; }

    /// <summary>The measures; null where the cell failed.</summary>
    [JsonIgnore]
    public RetrievalReport? Report { get; init; }

    /// <summary>The record of a cell without results.</summary>
    public static ComparisonRecord Of(ComparisonCell cell, string command, string device, int threads) => new()
    {
        Id = cell.Id(),
        Engine = ComparisonCell.Engine,
        Data = cell.Set.Split.Dataset,
        DataFingerprint = cell.Set.Fingerprint,
        Protocol = cell.Set.Split.Protocol,
        Method = cell.Method.Name,
        Kind = cell.Method.Kind == MethodKind.Objective ? "objective" : "baseline",
        Bits = cell.Options.Bits,
        Layers = cell.Layers,
        Width = cell.Width,
        Seed = cell.Options.Seed,
        Settings = cell.Settings(),
        Command = command,
        Device = device,
        Threads = threads,
        Training = cell.Set.Split.Training.Count,
        Overlap = cell.Set.Overlap,
    };
}
