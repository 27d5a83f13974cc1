// The first line of a table is judged by what its cells could be.
namespace Vdsh.Data.Formats;

internal enum CellKind
{
    /// <summary>Parses as a number, with a decimal point or comma.</summary>
    Number,

    /// <summary>Empty, or one of the words that stand for a value nobody knows.</summary>
    Missing,

    /// <summary>Anything else.</summary>
    Text,
}
