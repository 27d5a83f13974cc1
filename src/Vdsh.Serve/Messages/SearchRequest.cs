// The body of a search for one query.
using System.ComponentModel;

namespace Vdsh.Serve.Messages;

[Description("One query: either features or a code; k, radius or both.")]
internal sealed record SearchRequest
{
    [Description("The raw features of an item, as many as the model takes. Needs a service with a model.")]
    public float[]? Features { get; init; }

    [Description("A packed code as hexadecimal digits, two for each byte, in the order of the bytes that 'vdsh encode' writes (numpy.packbits with bitorder='little').")]
    public string? Code { get; init; }

    [Description("How many nearest codes to find at most.")]
    public int? K { get; init; }

    [Description("The largest Hamming distance, in bits. Without k all codes within it are found; with k the nearest k of them.")]
    public int? Radius { get; init; }

    [Description("Whether ids are written as strings: JavaScript rounds whole numbers beyond 2^53.")]
    public bool? IdsAsStrings { get; init; }
}
