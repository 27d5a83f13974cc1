// The body of a search for several queries.
using System.ComponentModel;

namespace Vdsh.Serve.Messages;

[Description("Several queries: either features or codes; k, radius or both for all of them.")]
internal sealed record BatchRequest
{
    [Description("Raw features, one row an item. Needs a service with a model.")]
    public float[][]? Features { get; init; }

    [Description("Packed codes as hexadecimal digits, as in a search for one code.")]
    public string[]? Codes { get; init; }

    [Description("How many nearest codes to find at most for each query.")]
    public int? K { get; init; }

    [Description("The largest Hamming distance, in bits. Without k all codes within it are found; with k the nearest k of them.")]
    public int? Radius { get; init; }

    [Description("Whether ids are written as strings: JavaScript rounds whole numbers beyond 2^53.")]
    public bool? IdsAsStrings { get; init; }
}
