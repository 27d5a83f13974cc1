// Codes that come piece by piece are put together in their place.
using Vdsh.Codes;

namespace Vdsh.Search;

/// <summary>n codes of b bits, all zero at first.</summary>
internal sealed class CodeWords(int count, int bits)
{
    private readonly int wordsPerCode = HashCodes.WordsFor(bits);
    private readonly ulong[] words = new ulong[checked((long)count * HashCodes.WordsFor(bits))];

    /// <summary>Sets bits of a code.</summary>
    /// <param name="row">The code.</param>
    /// <param name="first">The place of the lowest bit; what is put in does not reach into the next word.</param>
    /// <param name="value">The bits.</param>
    public void Put(int row, int first, ulong value) => words[row * wordsPerCode + first / 64] |= value << (first % 64);

    /// <summary>The codes.</summary>
    /// <exception cref="Data.InputException">They are too long, or bits beyond the last are set.</exception>
    public HashCodes ToCodes() => new(words, count, bits);
}
