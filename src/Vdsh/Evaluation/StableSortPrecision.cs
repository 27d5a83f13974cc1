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
    private readonly int[] cuts;
    private readonly int[]? databaseClasses;

    /// <summary>Prepares the labels, which must have one number of classes.</summary>
    /// <param name="queryLabels">Labels of the queries.</param>
    /// <param name="databaseLabels">Labels of the database.</param>
    /// <param name="cuts">Ranks K, ascending, within which the precisions are summed too.</param>
    public StableSortPrecision(LabelSet queryLabels, LabelSet databaseLabels, int[] cuts)
    {
        this.cuts = cuts;
        this.queryLabels = queryLabels;
        this.databaseLabels = databaseLabels;
        if (!queryLabels.IsMultiLabel && !databaseLabels.IsMultiLabel)
        {
            databaseClasses = new int[databaseLabels.Count];
            for (int row = 0; row < databaseClasses.Length; row++)
                databaseClasses[row] = databaseLabels.ClassOf(row);
        }
    }

    /// <summary>
    /// Sums the precisions at the ranks of the relevant items, over the whole database and within the first ranks.
    /// </summary>
    /// <param name="query">Index of the query.</param>
    /// <param name="distances">n distances in database order.</param>
    /// <param name="excluded">A database item that does not count, or -1.</param>
    /// <param name="all">n[d] without the excluded item; b+1 counts.</param>
    /// <param name="relevant">r[d] likewise.</param>
    /// <param name="sums">Receives the sum over the whole database, and after it one for each cut.</param>
    /// <param name="counts">Receives the number of relevant items, and after it those within each cut.</param>
    public void Of(
        int query, ReadOnlySpan<ushort> distances, int excluded, ReadOnlySpan<int> all, ReadOnlySpan<int> relevant,
            Span<double> sums, Span<int> counts)
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
        sums.Clear();
        counts.Clear();
        counts[0] = total;
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
            sums[0] += precision;
            for (int cut = cuts.Length; cut > 0 && itemRank <= cuts[cut - 1]; cut--)
            {
                sums[cut] += precision;
                counts[cut]++;
            }
        }
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
