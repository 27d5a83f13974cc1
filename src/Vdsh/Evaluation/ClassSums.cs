// Adds up what is found near the queries of each class, query by query, in query order.
namespace Vdsh.Evaluation;

internal sealed class ClassSums(int classes, int rank)
{
    private readonly int[] queries = new int[classes];
    private readonly double[] map = new double[classes];
    private readonly double[,] share = new double[classes, classes];

    /// <summary>Adds a query.</summary>
    /// <param name="measures">What it measured.</param>
    /// <param name="all">n[d], b+1 counts.</param>
    /// <param name="byClass">C x (b+1) counts.</param>
    public void Add(QueryMeasures measures, ReadOnlySpan<int> all, ReadOnlySpan<int> byClass)
    {
        if (measures.Relevant == 0)
            return;
        int cut = rank == 0 ? measures.Relevant : rank;
        double[] found = new double[classes];
        for (int label = 0; label < classes; label++)
            found[label] = TieAwareMeasures.PrecisionAt(all, byClass.Slice(label * all.Length, all.Length), cut);
        foreach (int label in measures.Labels)
        {
            queries[label]++;
            map[label] += measures.AveragePrecision;
            for (int other = 0; other < classes; other++)
                share[label, other] += found[other];
        }
    }

    /// <summary>The means.</summary>
    public ClassReport ToReport() => new()
    {
        Rank = rank,
        Queries = queries,
        Map = [.. map.Select((sum, label) => sum / queries[label])],
        Share = [.. Enumerable.Range(0, classes).Select(label => (double[])[.. Enumerable.Range(0, classes).Select(other => share[label, other] / queries[label])])],
    };
}
