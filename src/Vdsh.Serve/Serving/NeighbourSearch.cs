// Limits are checked before anything is computed, and the same search answers all forms of request.
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Serve.Serving;

/// <summary>A search with its limits.</summary>
internal static class NeighbourSearch
{
    /// <summary>The k nearest codes, those within a radius, or the k nearest of those within a radius.</summary>
    /// <exception cref="InputException">A number is out of range, or more codes lie within the radius than one answer may hold.</exception>
    public static RadiusResult Find(ServedSet set, HashCodes queries, int? k, int? radius, ServiceOptions options)
    {
        // One more than may be answered shows that there are too many.
        int limit = k ?? options.MaxK + 1;
        RadiusResult found = set.Index.SearchRadius(queries, Math.Min(radius ?? set.Index.Bits, set.Index.Bits), limit);
        if (k is not null)
            return found;
        for (int query = 0; query < found.Queries; query++)
        {
            if (found.IdsOf(query).Length > options.MaxK)
                throw new InputException($"More than {options.MaxK} codes lie within {radius} bits of query {query} (counted from 0); give k as well for the nearest of them, or a smaller radius.");
        }
        return found;
    }

    /// <summary>Refuses numbers that no search can be made with.</summary>
    /// <exception cref="InputException">k or radius are missing or out of range.</exception>
    public static void RequireRange(int? k, int? radius, ServiceOptions options)
    {
        if (k is null && radius is null)
            throw new InputException("Give k, the number of nearest codes, or radius, the largest distance, or both.");
        if (k < 1 || k > options.MaxK)
            throw new InputException($"k is {k}, but must be from 1 to {options.MaxK}, the limit of this service (--max-k).");
        if (radius < 0)
            throw new InputException($"radius is {radius}, but must be at least 0.");
    }

    /// <summary>Refuses more queries than one request may have, and none.</summary>
    /// <exception cref="InputException">There are none, or too many.</exception>
    public static void RequireCount(int count, ServiceOptions options)
    {
        if (count < 1 || count > options.MaxBatch)
            throw new InputException($"The request has {count} queries, but must have from 1 to {options.MaxBatch}, the limit of this service (--max-batch).");
    }
}
