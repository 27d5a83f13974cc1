// Search programs are written against this, and the kind of index stays a choice.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// An exact index over codes of one length. Ids are row numbers in the order of adding unless codes are added under ids of their own. Searches may
/// run concurrently with each other and with a thread that adds or removes; a search sees the index as it was when it began.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use; a search sees the index as it was when it began.</remarks>
public interface ICodeIndex
{
    /// <summary>Which kind this is; never <see cref="IndexKind.Auto"/>.</summary>
    IndexKind Kind { get; }

    /// <summary>Bits b of a code.</summary>
    int Bits { get; }

    /// <summary>Number of codes n.</summary>
    long Count { get; }

    /// <summary>Appends codes; their ids continue behind the largest id that was ever given, from 0.</summary>
    /// <exception cref="InputException">The codes have another number of bits.</exception>
    void Add(HashCodes codes);

    /// <summary>Adds codes under ids of the caller. Rising ids behind all others are the fast case; others rewrite the index once a call.</summary>
    /// <param name="codes">m codes of b bits.</param>
    /// <param name="ids">m ids, any numbers of 64 bits, none of which is in use.</param>
    /// <exception cref="InputException">The codes have another number of bits, or an id occurs twice or is in use;
    /// nothing is added.</exception>
    void Add(HashCodes codes, ReadOnlySpan<long> ids);

    /// <summary>Removes codes by id, in one pass over the index; unknown ids are passed over. Their ids are not given again.</summary>
    /// <returns>How many codes were removed.</returns>
    int Remove(ReadOnlySpan<long> ids);

    /// <summary>Whether an id is in the index.</summary>
    bool Contains(long id);

    /// <summary>The k nearest codes of each query, by distance, then by id.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="k">Results per query, 0 or more; where the index holds fewer, all of them are returned.</param>
    /// <param name="cancellation">Ends the search, within a fraction of a second; the index stays as it is.</param>
    /// <exception cref="InputException">The queries have another number of bits.</exception>
    NearestResult Search(HashCodes queries, int k, CancellationToken cancellation = default);

    /// <summary>
    /// The k codes of each query with the largest scores: asymmetric ranking (Gordo, Perronnin, Gong, Lazebnik, TPAMI
    /// 2014). A score is the sum of q_j over the set bits j minus that over the others, in double (groups of four bits
    /// first, then their sums, in rising order), so it is exact and the same on any machine and with any number of
    /// threads. Every code is scanned, on the CPU.
    /// </summary>
    /// <param name="queries">q x b outputs of the model that made the codes.</param>
    /// <param name="k">Results per query, 0 or more; where the index holds fewer, all of them are returned.</param>
    /// <param name="cancellation">Ends the search, within a fraction of a second; the index stays as it is.</param>
    /// <returns>By falling score, then by rising id.</returns>
    /// <exception cref="InputException">The queries have another number of outputs.</exception>
    ScoredResult SearchAsymmetric(QueryOutputs queries, int k, CancellationToken cancellation = default);

    /// <summary>All codes at distance <paramref name="radius"/> or less of each query, by distance, then by id.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="radius">Largest distance, 0 or more.</param>
    /// <param name="cancellation">Ends the search, within a fraction of a second; the index stays as it is.</param>
    /// <exception cref="InputException">The queries have another number of bits.</exception>
    RadiusResult SearchRadius(HashCodes queries, int radius, CancellationToken cancellation = default);

    /// <summary>The nearest of those, so that the answer is no larger than the caller can hold.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="radius">Largest distance, 0 or more.</param>
    /// <param name="limit">Results per query at most, 0 or more.</param>
    /// <param name="cancellation">Ends the search, within a fraction of a second; the index stays as it is.</param>
    /// <exception cref="InputException">The queries have another number of bits.</exception>
    RadiusResult SearchRadius(HashCodes queries, int radius, int limit, CancellationToken cancellation = default);

    /// <summary>The same as without a limit, block of queries by block, for answers that are larger than memory.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="radius">Largest distance, 0 or more.</param>
    /// <param name="handler">Takes each block.</param>
    /// <param name="cancellation">Ends the search, within a fraction of a second; the index stays as it is.</param>
    /// <exception cref="InputException">The queries have another number of bits.</exception>
    void SearchRadius(HashCodes queries, int radius, RadiusHandler handler, CancellationToken cancellation = default);
}
