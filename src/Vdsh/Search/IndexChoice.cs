// A choice that costs memory and minutes should say why it was made.
namespace Vdsh.Search;

/// <summary>Which kind of index suits a database, and why.</summary>
/// <param name="Kind">Flat or Mih.</param>
/// <param name="Reason">One sentence with the estimates that decided.</param>
/// <param name="FlatSeconds">Estimated time of a batch with a flat scan.</param>
/// <param name="MihSeconds">Estimated time of a batch with multi-index hashing; infinite where it was not considered.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record IndexChoice(IndexKind Kind, string Reason, double FlatSeconds, double MihSeconds);
