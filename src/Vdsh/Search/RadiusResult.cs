// The shape of a range answer, equal to the arrays that the command line writes.
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>The codes within a radius of each query; those of query i are entries Offsets[i]..Offsets[i+1]-1.</summary>
/// <param name="Offsets">q + 1 positions, from 0.</param>
/// <param name="Ids">Ids of query after query, each by distance, then by id.</param>
/// <param name="Distances">The distances of <paramref name="Ids"/>.</param>
/// <remarks>Thread safety: safe for concurrent readers; nobody may change the arrays meanwhile.</remarks>
public sealed record RadiusResult(long[] Offsets, long[] Ids, int[] Distances)
{
    /// <summary>Number of queries q.</summary>
    public int Queries => Offsets.Length - 1;

    /// <summary>The ids found for one query.</summary>
    public ReadOnlySpan<long> IdsOf(int query) => Ids.AsSpan((int)Offsets[query], (int)(Offsets[query + 1] - Offsets[query]));

    /// <summary>The distances found for one query.</summary>
    public ReadOnlySpan<int> DistancesOf(int query) => Distances.AsSpan((int)Offsets[query], (int)(Offsets[query + 1] - Offsets[query]));

    /// <summary>Cuts nearest codes at a distance.</summary>
    internal static RadiusResult Within(NearestResult nearest, int radius)
    {
        long[] offsets = new long[nearest.Queries + 1];
        for (int query = 0; query < nearest.Queries; query++)
        {
            ReadOnlySpan<int> own = nearest.DistancesOf(query);
            int outside = own.IndexOfAnyExceptInRange(0, radius);
            offsets[query + 1] = offsets[query] + (outside < 0 ? own.Length : outside);
        }
        long[] ids = new long[offsets[^1]];
        int[] distances = new int[ids.Length];
        for (int query = 0; query < nearest.Queries; query++)
        {
            int start = (int)offsets[query], length = (int)(offsets[query + 1] - start);
            nearest.IdsOf(query)[..length].CopyTo(ids.AsSpan(start));
            nearest.DistancesOf(query)[..length].CopyTo(distances.AsSpan(start));
        }
        return new RadiusResult(offsets, ids, distances);
    }

    // All results of one call, which are one array.
    internal static int Size(ReadOnlySpan<long> offsets) => offsets[^1] <= Array.MaxLength
        ? (int)offsets[^1]
        : throw new InputException($"{offsets[^1]} codes lie within the radius, more than one answer holds ({Array.MaxLength}); choose a smaller radius, or take the answer block by block.");
}
