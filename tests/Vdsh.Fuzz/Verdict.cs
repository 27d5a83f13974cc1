// What became of one input.
namespace Vdsh.Fuzz;

/// <param name="IsAccepted">Whether at least one way of reading took it.</param>
/// <param name="Fault">What went wrong; null where it was read or refused as it should be.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Allocated">Bytes that were allocated for it, freed ones included.</param>
internal sealed record Verdict(bool IsAccepted, FaultException? Fault, TimeSpan Time, long Allocated);
