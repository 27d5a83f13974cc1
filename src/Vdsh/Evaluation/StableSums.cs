// What a stable sort reports, added up query by query; the codes of the field differ in what they divide by and which
// queries they count.
namespace Vdsh.Evaluation;

/// <summary>Sums over the queries of <see cref="StableSortPrecision"/>.</summary>
/// <param name="cuts">Ranks K, ascending.</param>
internal sealed class StableSums(int[] cuts)
{
    private readonly double[] byRelevant = new double[cuts.Length];
    private readonly double[] byHits = new double[cuts.Length];
    private readonly int[] withHits = new int[cuts.Length];
    private double map;
    private int queries, withRelevant;

    /// <summary>Adds a query.</summary>
    /// <param name="sums">Sums of precisions: over the whole database, and within each cut.</param>
    /// <param name="counts">Relevant items likewise.</param>
    public void Add(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts)
    {
        queries++;
        int relevant = counts[0];
        if (relevant == 0)
            return;
        withRelevant++;
        map += sums[0] / relevant;
        for (int i = 0; i < cuts.Length; i++)
        {
            int hits = counts[i + 1];
            byRelevant[i] += sums[i + 1] / Math.Min(relevant, cuts[i]);
            byHits[i] += hits == 0 ? 0 : sums[i + 1] / hits;
            withHits[i] += hits == 0 ? 0 : 1;
        }
    }

    /// <summary>The mean over queries with relevant items.</summary>
    public double Map => map / withRelevant;

    /// <summary>Divided by min(relevant, K), the mean over queries with relevant items, for each cut.</summary>
    public IEnumerable<double> MapAt => byRelevant.Select(sum => sum / withRelevant);

    /// <summary>Divided by the hits found, the mean over all queries.</summary>
    public IEnumerable<double> MapAtDeepHash => byHits.Select(sum => sum / queries);

    /// <summary>
    /// Divided by the hits found, the mean over the queries that find any within the cut; NaN where none does.
    /// </summary>
    public IEnumerable<double> MapAtHashNet => byHits.Select((sum, i) => sum / withHits[i]);
}
