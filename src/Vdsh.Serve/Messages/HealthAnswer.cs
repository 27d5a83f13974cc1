// What is served, and whether the newest files are among it.
using System.ComponentModel;

namespace Vdsh.Serve.Messages;

internal sealed record HealthAnswer
{
    [Description("'ok', or 'stale' where the last reload failed and the files before it are still served.")]
    public required string Status { get; init; }

    [Description("Counts the reloads that succeeded, from 1 for the files of the start.")]
    public required long Generation { get; init; }

    [Description("When these files were read.")]
    public required DateTimeOffset LoadedAt { get; init; }

    [Description("Number of codes.")]
    public required long Codes { get; init; }

    [Description("Bits of a code.")]
    public required int Bits { get; init; }

    [Description("How they are searched: flat or mih.")]
    public required string Index { get; init; }

    [Description("How many features the model takes; absent without a model.")]
    public int? Features { get; init; }

    [Description("Whether answers have labels.")]
    public required bool Labels { get; init; }

    [Description("When a reload failed last, while none has succeeded since.")]
    public DateTimeOffset? ReloadFailedAt { get; init; }

    [Description("Why it failed; only for callers with the key, where there is one.")]
    public string? ReloadError { get; init; }
}
