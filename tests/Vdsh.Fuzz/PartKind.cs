// Text, header numbers and values break readers in different ways, so they are mutated in different ways.
namespace Vdsh.Fuzz;

internal enum PartKind
{
    /// <summary>Words, numbers and punctuation.</summary>
    Text,

    /// <summary>Binary numbers that say how long, how many or where.</summary>
    Numbers,

    /// <summary>Values.</summary>
    Data,
}
