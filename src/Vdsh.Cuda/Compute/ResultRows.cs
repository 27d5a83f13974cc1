// Each chunk of a database gives its own results in order; merged one after the other they need no second pass over the codes.
namespace Vdsh.Cuda.Compute;

/// <summary>The results of one query so far, by distance, then by row, at the beginning of the room that the caller gave.</summary>
internal static class ResultRows
{
    /// <summary>Merges the results of the next chunk; what has no room any more is left out.</summary>
    /// <param name="ids">The room for rows.</param>
    /// <param name="distances">The room for their distances.</param>
    /// <param name="filled">How much of the room is filled.</param>
    /// <param name="rows">Rows of the chunk that were found.</param>
    /// <param name="rowDistances">Their distances, not falling.</param>
    /// <param name="firstRow">The chunk's first row; all before it were merged.</param>
    /// <returns>How much of the room is filled now.</returns>
    public static int Merge(Span<int> ids, Span<int> distances, int filled, ReadOnlySpan<int> rows, ReadOnlySpan<int> rowDistances, int firstRow)
    {
        // How many of both stay; at equal distances those of earlier chunks come first.
        int old = 0, added = 0;
        while (old + added < ids.Length && (old < filled || added < rows.Length))
        {
            if (added == rows.Length || (old < filled && distances[old] <= rowDistances[added]))
                old++;
            else
                added++;
        }

        // From the end, so that nothing is overwritten that is still to be moved.
        int size = old + added;
        for (int to = size; added > 0;)
        {
            to--;
            if (old > 0 && distances[old - 1] > rowDistances[added - 1])
            {
                ids[to] = ids[--old];
                distances[to] = distances[old];
            }
            else
            {
                ids[to] = rows[--added] + firstRow;
                distances[to] = rowDistances[added];
            }
        }
        return size;
    }
}
