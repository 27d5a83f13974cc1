// The answer to one query.
using System.ComponentModel;

namespace Vdsh.Serve.Messages;

[Description("What was found for one query, by distance, then by id.")]
internal sealed record Neighbours
{
    [Description("Ids of the codes: row numbers from 0, unless the index has ids of its own. Strings where "
        + "idsAsStrings was true.")]
    public required ReadOnlyMemory<long> Ids { get; init; }

    [Description("Their Hamming distances, in bits.")]
    public required ReadOnlyMemory<int> Distances { get; init; }

    [Description("Their labels, where the service has labels and each item has one.")]
    public int[]? Labels { get; init; }

    [Description("Their labels, where the service has labels and an item may have several.")]
    public int[][]? LabelSets { get; init; }
}
