// Published numbers come from a stable sort, so they depend on the database order inside ties; this reproduces them without sorting.
using Vdsh.Data;

namespace Vdsh.Evaluation;

/// <summary>
/// Average precision with ties in database order. One pass over the items in database order suffices: an item's rank is the number of items
/// nearer plus those at its own distance seen so far, and likewise its number of hits.
/// </summary>
internal sealed class StableSortPrecision
{
    private readonly LabelSet queryLabels;
    private readonly LabelSet databaseLabels;
    private readonly int[]? databaseClasses;

    public StableSortPrecision(LabelSet queryLabels, LabelSet databaseLabels)
    {
        this.queryLabels = queryLabels;
        this.databaseLabels = databaseLabels;
        if (!queryLabels.IsMultiLabel && !databaseLabels.IsMultiLabel)
        {
            databaseClasses = new int[databaseLabels.Count];
            for (int row = 0; row < databaseClasses.Length; row++)
                databaseClasses[row] = databaseLabels.ClassOf(row);
        }
    }

    /// <summary>Returns the average precision over the whole database, and the one that CalcTopMap defines for the first ranks.</summary>
    /// <param name="query">Index of the query.</param>
    /// <param name="distances">n distances in database order.</param>
    /// <param name="excluded">A database item that does not count, or -1.</param>
    /// <param name="all">n[d] without the excluded item; b+1 counts.</param>
    /// <param name="relevant">r[d] likewise.</param>
    /// <param name="topRank">The cut of CalcTopMap, or 0.</param>
    public (double Whole, double Top) Of(int query, ReadOnlySpan<ushort> distances, int excluded, ReadOnlySpan<int> all, ReadOnlySpan<int> relevant, int topRank)
    {
        Span<int> rank = all.Length <= 1024 ? stackalloc int[all.Length] : new int[all.Length];
        Span<int> hits = all.Length <= 1024 ? stackalloc int[all.Length] : new int[all.Length];
        int nearer = 0, total = 0;
        for (int d = 0; d < all.Length; d++)
        {
            rank[d] = nearer;
            hits[d] = total;
            nearer += all[d];
            total += relevant[d];
        }
        double whole = 0, top = 0;
        int topHits = 0;
        int label = databaseClasses is null ? -1 : queryLabels.ClassOf(query);
        for (int row = 0; row < distances.Length; row++)
        {
            int d = distances[row];
            if (row == excluded)
                continue;
            int itemRank = ++rank[d];
            if (databaseClasses is not null ? databaseClasses[row] != label : !SharesLabel(query, row))
                continue;
            double precision = (double)++hits[d] / itemRank;
            whole += precision;
            if (itemRank <= topRank)
            {
                top += precision;
                topHits++;
            }
        }
        return (total == 0 ? 0 : whole / total, topHits == 0 ? 0 : top / topHits);
    }

    private bool SharesLabel(int query, int row)
    {
        if (!queryLabels.IsMultiLabel)
            return databaseLabels.Has(row, queryLabels.ClassOf(query));
        if (!databaseLabels.IsMultiLabel)
            return queryLabels.Has(query, databaseLabels.ClassOf(row));
        ReadOnlySpan<ulong> a = queryLabels.MaskOf(query), b = databaseLabels.MaskOf(row);
        for (int word = 0; word < a.Length; word++)
        {
            if ((a[word] & b[word]) != 0)
                return true;
        }
        return false;
    }
}
