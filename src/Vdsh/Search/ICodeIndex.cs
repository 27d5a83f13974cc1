// Search programs are written against this, and the kind of index stays a choice.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// An exact index over codes of one length. Ids are row numbers in the order of adding. Searches may run concurrently with each other and
/// with one thread that adds; a search sees the codes added before it began.
/// </summary>
public interface ICodeIndex
{
    /// <summary>Which kind this is; never <see cref="IndexKind.Auto"/>.</summary>
    IndexKind Kind { get; }

    /// <summary>Bits b of a code.</summary>
    int Bits { get; }

    /// <summary>Number of codes n.</summary>
    long Count { get; }

    /// <summary>Appends codes; their ids continue the row numbers.</summary>
    /// <exception cref="InputException">The codes have another number of bits.</exception>
    void Add(HashCodes codes);

    /// <summary>The k nearest codes of each query, by distance, then by id.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="k">Results per query, at least 1; where the index holds fewer, all of them are returned.</param>
    /// <exception cref="InputException">The queries have another number of bits.</exception>
    NearestResult Search(HashCodes queries, int k);

    /// <summary>All codes at distance <paramref name="radius"/> or less of each query, by distance, then by id.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="radius">Largest distance, 0 or more.</param>
    /// <exception cref="InputException">The queries have another number of bits.</exception>
    RadiusResult SearchRadius(HashCodes queries, int radius);
}
