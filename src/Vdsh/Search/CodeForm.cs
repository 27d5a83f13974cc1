// The same array can be read in two ways, and only its owner knows which is meant.
namespace Vdsh.Search;

/// <summary>How an array of numbers holds codes.</summary>
public enum CodeForm
{
    /// <summary>As the array itself tells beyond doubt; otherwise it is refused.</summary>
    Auto,

    /// <summary>One number a bit: 0 and 1, or -1 and +1.</summary>
    Bits,

    /// <summary>Whole numbers of 8, 16, 32 or 64 bits, each so many bits of the code, the lowest first.</summary>
    Packed,
}
