// The bookkeeping of a search on the host: what to take of each query's items in a chunk of the database, and where it goes.
namespace Vdsh.Cuda.Compute;

/// <summary>Per query: the largest distance taken, how many items at it are taken, and where the items of each distance begin.</summary>
internal sealed class CollectionPlan
{
    private readonly int bins;
    private readonly int[] limitDistances;
    private readonly int[] limitCounts;
    private readonly int[] starts;
    private readonly int[] found;
    private readonly long[] rowOffsets;

    /// <param name="bins">Distances 0..bits.</param>
    /// <param name="queries">Queries planned for.</param>
    /// <param name="counts">Queries x (bits+1) counts over the chunk.</param>
    /// <param name="limit">Items wanted at most per query.</param>
    /// <param name="radius">Largest distance wanted.</param>
    public CollectionPlan(int bins, int queries, ReadOnlySpan<int> counts, int limit, int radius)
    {
        this.bins = bins;
        Queries = queries;
        limitDistances = new int[queries];
        limitCounts = new int[queries];
        starts = new int[queries * bins];
        found = new int[queries];
        rowOffsets = new long[queries];
        for (int query = 0; query < queries; query++)
        {
            int before = 0;
            for (int distance = 0; distance < bins; distance++)
            {
                starts[(query * bins) + distance] = before;
                if (distance > radius || before == limit)
                    continue;
                limitDistances[query] = distance;
                limitCounts[query] = Math.Min(counts[(query * bins) + distance], limit - before);
                before += limitCounts[query];
            }
            found[query] = before;
        }
    }

    /// <summary>Queries planned for.</summary>
    public int Queries { get; }

    /// <summary>Largest distance taken, per query.</summary>
    public ReadOnlySpan<int> LimitDistances => limitDistances;

    /// <summary>Items taken at that distance, per query.</summary>
    public ReadOnlySpan<int> LimitCounts => limitCounts;

    /// <summary>Where the items of each distance begin inside the results of a query, queries x (bits+1).</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>Where the results of each query begin, set by <see cref="Run"/>.</summary>
    public ReadOnlySpan<long> RowOffsets => rowOffsets;

    /// <summary>How many queries from <paramref name="first"/> on have at most so many results together (at least one query).</summary>
    public int Run(int first, long most, out long results)
    {
        results = 0;
        int query = first;
        while (query < Queries && (query == first || results + found[query] <= most))
        {
            rowOffsets[query] = results;
            results += found[query++];
        }
        return query - first;
    }

    /// <summary>The rows of a query among the results of a run.</summary>
    public ReadOnlySpan<int> RowsOf(int query, ReadOnlySpan<int> results) => results.Slice((int)rowOffsets[query], found[query]);

    /// <summary>Writes the distances of the results of a query.</summary>
    public void WriteDistances(int query, Span<int> distances)
    {
        ReadOnlySpan<int> own = starts.AsSpan(query * bins, bins);
        for (int distance = 0; distance < bins; distance++)
            distances[own[distance]..(distance + 1 < bins ? own[distance + 1] : found[query])].Fill(distance);
    }
}
