// How long codes must be is said by an option or by another file, and a misfit is explained with the one that said it.
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>The length that codes must have.</summary>
/// <param name="Bits">Bits of a code; null for any.</param>
/// <param name="Database">The database whose codes are that long; null where an option says so.</param>
internal readonly record struct WantedBits(int? Bits, string? Database = null)
{
    /// <summary>What to throw where a file holds codes of another length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">What a code of it is, for example "6 bytes".</param>
    public InputException Misfit(string path, string found) => new(Database is null
        ? $"--bits {Bits} does not fit {path}, where a code is {found}; "
            + "leave --bits out, or give the number of bits that the codes were made with."
        : $"The codes in {Database} have {Bits} bits ({(Bits + 7) / 8} bytes), but in {path} a code is {found}; "
            + "database and queries must be encoded by the same model.");
}
