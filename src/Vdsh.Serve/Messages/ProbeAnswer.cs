// What programs that only look at the status are told.
using System.ComponentModel;

namespace Vdsh.Serve.Messages;

internal sealed record ProbeAnswer
{
    [Description("'ok'.")]
    public required string Status { get; init; }
}
