// One line of the search benchmark, with what its numbers are compared with.
using System.Text.Json.Nodes;
using Vdsh.Cli.Output;

namespace Vdsh.Cli.Bench;

/// <summary>How fast an index answered a batch.</summary>
/// <param name="Content">What the codes are like.</param>
/// <param name="Index">Kind of index.</param>
/// <param name="Batch">Queries answered together.</param>
/// <param name="Items">Codes in the index.</param>
/// <param name="BytesPerCode">Bytes of a code in memory.</param>
/// <param name="Timing">The time of a batch.</param>
/// <param name="Limit">Codes a second that the machine allows: memory for one query, the kernel in the cache for many; null where the index does not compare all.</param>
internal sealed record SearchCase(string Content, string Index, int Batch, int Items, int BytesPerCode, Timing Timing, double? Limit)
{
    public static IReadOnlyList<string> Columns { get; } = ["codes", "index", "batch", "time", "queries/s", "CPU/query", "G codes/s", "GB/s", "of limit"];

    /// <summary>Codes a second; for an index that does not compare all, as if it did.</summary>
    public double CodesPerSecond => (double)Items * Batch / Timing.Seconds;

    public string[] Cells =>
    [
        Content, Index, $"{Batch}", Text.Seconds(Timing.Seconds), FormattableString.Invariant($"{Batch / Timing.Seconds:0.0}"),
        Text.Seconds(Timing.ProcessorSeconds / Batch), FormattableString.Invariant($"{CodesPerSecond / 1e9:0.00}"),
        FormattableString.Invariant($"{CodesPerSecond * BytesPerCode / 1e9:0.0}"), Limit is null ? "" : Text.Percent(CodesPerSecond / Limit),
    ];

    public JsonObject Json => new()
    {
        ["codes"] = Content,
        ["index"] = Index,
        ["batch"] = Batch,
        ["seconds"] = Timing.Seconds,
        ["processorSecondsPerQuery"] = Timing.ProcessorSeconds / Batch,
        ["queriesPerSecond"] = Batch / Timing.Seconds,
        ["codesPerSecond"] = CodesPerSecond,
        ["bytesPerSecond"] = CodesPerSecond * BytesPerCode,
        ["ofLimit"] = CodesPerSecond / Limit,
    };
}
