// Nine shallow methods are too many for every evaluation; this says which are measured, and what happens to one that does not suit the items.
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Cli.Measuring;

/// <summary>Which baselines to measure.</summary>
/// <param name="Names">Names of <see cref="BaselineCatalog"/>.</param>
/// <param name="LeaveOutUnsuitable">Whether a baseline that refuses the items is left out with a note; one that was asked for by name is an error.</param>
internal sealed record BaselineChoice(IReadOnlyCollection<string> Names, bool LeaveOutUnsuitable)
{
    /// <summary>The floor, the best linear map, and the strongest shallow method.</summary>
    public static BaselineChoice Default { get; } = new(["lsh", "ridge", "cca-itq-rbf"], LeaveOutUnsuitable: true);

    public static BaselineChoice All { get; } = new(BaselineCatalog.Names, LeaveOutUnsuitable: true);

    public static BaselineChoice None { get; } = new([], LeaveOutUnsuitable: true);
}
