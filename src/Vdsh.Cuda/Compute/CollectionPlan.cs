// The bookkeeping of a search on the host: what to take from each chunk of the database, and where it goes.
namespace Vdsh.Cuda.Compute;

/// <summary>Per query: the largest distance taken, how many items at it are still wanted, and how many of each distance were placed before.</summary>
internal sealed class CollectionPlan
{
    private readonly int bins;
    private readonly int[] placed;
    private readonly int[] firstPlaces;
    private readonly int[] limitDistances;
    private readonly int[] limitCounts;
    private readonly int[] wanted;
    private readonly int[] taken;
    private readonly int[] starts;
    private readonly int[] totals;
    private readonly int[] found;
    private readonly long[] rowOffsets;

    /// <param name="shape">The scan.</param>
    /// <param name="queries">Queries planned for.</param>
    /// <param name="counts">Queries x (bits+1) counts over the whole database.</param>
    /// <param name="limit">Items wanted at most per query.</param>
    /// <param name="radius">Largest distance wanted.</param>
    public CollectionPlan(ScanShape shape, int queries, ReadOnlySpan<int> counts, int limit, int radius)
    {
        bins = shape.Bins;
        Queries = queries;
        placed = new int[queries * bins];
        firstPlaces = new int[queries * bins];
        taken = new int[queries * bins];
        starts = new int[queries * bins];
        limitDistances = new int[queries];
        limitCounts = new int[queries];
        wanted = new int[queries];
        totals = new int[queries];
        found = new int[queries];
        rowOffsets = new long[queries];
        for (int query = 0; query < queries; query++)
        {
            int before = 0;
            for (int distance = 0; distance < bins; distance++)
            {
                firstPlaces[(query * bins) + distance] = before;
                if (distance > radius || before == limit)
                    continue;
                limitDistances[query] = distance;
                wanted[query] = Math.Min(counts[(query * bins) + distance], limit - before);
                before += wanted[query];
            }
            totals[query] = before;
        }
    }

    /// <summary>Queries planned for.</summary>
    public int Queries { get; }

    /// <summary>Largest distance taken, per query.</summary>
    public ReadOnlySpan<int> LimitDistances => limitDistances;

    /// <summary>Items still wanted at that distance, per query.</summary>
    public ReadOnlySpan<int> LimitCounts => limitCounts;

    /// <summary>Where the items of each distance begin inside the results of a query in this chunk.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>Where the results of each query begin, set by <see cref="Run"/>.</summary>
    public ReadOnlySpan<long> RowOffsets => rowOffsets;

    /// <summary>Refuses offsets that leave another number of places than items will be found.</summary>
    public void RequireRoom(ReadOnlySpan<long> offsets, int firstQuery)
    {
        for (int query = 0; query < Queries; query++)
        {
            long room = offsets[query + 1] - offsets[query];
            if (room != totals[query])
            {
                throw new ArgumentException(
                    $"Query {firstQuery + query} has {totals[query]} codes within the radius, but its offsets leave room for {room}.", nameof(offsets));
            }
        }
    }

    /// <summary>Plans a chunk of the database from its counts, queries x (bits+1).</summary>
    public void Take(ReadOnlySpan<int> counts)
    {
        for (int query = 0; query < Queries; query++)
        {
            limitCounts[query] = wanted[query];
            int here = 0;
            for (int distance = 0; distance < bins; distance++)
            {
                int i = (query * bins) + distance;
                starts[i] = here;
                taken[i] = distance < limitDistances[query] ? counts[i] : distance == limitDistances[query] ? Math.Min(counts[i], wanted[query]) : 0;
                here += taken[i];
            }
            found[query] = here;
        }
    }

    /// <summary>How many queries from <paramref name="first"/> on have at most so many results in this chunk together (at least one query).</summary>
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

    /// <summary>Moves the rows found for a query in this chunk to their final places.</summary>
    /// <param name="query">Query of the plan.</param>
    /// <param name="rows">The results of the run.</param>
    /// <param name="firstItem">First row of the chunk.</param>
    /// <param name="offset">Where the results of the query begin in the end.</param>
    /// <param name="ids">Receives rows.</param>
    /// <param name="distances">Receives distances.</param>
    public void Place(int query, ReadOnlySpan<int> rows, int firstItem, int offset, Span<int> ids, Span<int> distances)
    {
        for (int distance = 0; distance <= limitDistances[query]; distance++)
        {
            int i = (query * bins) + distance;
            int from = (int)rowOffsets[query] + starts[i], to = offset + firstPlaces[i] + placed[i];
            for (int item = 0; item < taken[i]; item++)
                ids[to + item] = rows[from + item] + firstItem;
            distances.Slice(to, taken[i]).Fill(distance);
        }
    }

    /// <summary>Ends the chunk: what was taken is no longer wanted.</summary>
    public void Finish()
    {
        for (int query = 0; query < Queries; query++)
            wanted[query] -= taken[(query * bins) + limitDistances[query]];
        for (int i = 0; i < placed.Length; i++)
            placed[i] += taken[i];
    }
}
