// The answer to several queries.
using System.ComponentModel;

namespace Vdsh.Serve.Messages;

internal sealed record BatchAnswer
{
    [Description("One entry for each query, in their order.")]
    public required Neighbours[] Results { get; init; }
}
