// Real outputs hardly tie, yet equal codes always do; their ranking is measured as exactly as that of distances.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Evaluation;

/// <summary>
/// Measures the ranking of stored codes by the scores that real query outputs give them
/// (<see cref="ICodeIndex.SearchAsymmetric"/>), over whole databases. Items of equal score are one tie, and every value
/// is the expectation over its orders. Results do not depend on threads.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed class AsymmetricEvaluator
{
    private readonly EvaluationOptions options;
    private readonly int threads;

    /// <summary>Creates the evaluator.</summary>
    /// <param name="options">What to measure: ranks and grades count; null takes the defaults.</param>
    /// <param name="threads">Threads at most; 0: all processors.</param>
    public AsymmetricEvaluator(EvaluationOptions? options = null, int threads = 0)
    {
        this.options = options ?? new EvaluationOptions();
        this.threads = threads > 0 ? threads : Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.Grades, 2, nameof(options));
        foreach (int rank in this.options.Ranks)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rank, nameof(options));
    }

    /// <summary>Evaluates queries against a database of other items.</summary>
    /// <param name="queries">q x b outputs.</param>
    /// <param name="queryLabels">Labels of the queries.</param>
    /// <param name="database">n codes of b bits.</param>
    /// <param name="databaseLabels">Labels of the database.</param>
    /// <param name="cancellation">Ends the evaluation between queries.</param>
    /// <exception cref="InputException">Sizes do not match, there is nothing to evaluate, or no query has a relevant
    /// item.</exception>
    public RankingReport Evaluate(QueryOutputs queries, LabelSet queryLabels, HashCodes database,
        LabelSet databaseLabels, CancellationToken cancellation = default)
    {
        Check(queries.Count, queryLabels, "query outputs");
        Check(database.Count, databaseLabels, "database codes");
        if (queries.Bits != database.Bits)
            throw new InputException(
                $"The queries have {queries.Bits} outputs but the database codes {database.Bits} bits; "
                + "make both with one model.");
        int classes = Math.Max(queryLabels.ClassCount, databaseLabels.ClassCount);
        queryLabels = LabelWidening.To(queryLabels, classes);
        databaseLabels = LabelWidening.To(databaseLabels, classes);
        int grades = queryLabels.IsMultiLabel || databaseLabels.IsMultiLabel ? options.Grades : 2;
        var measures = new TieAwareMeasures(database.Count);
        // A row for each query: they are added up in its order.
        var rows = new double[queries.Count][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        ParallelLoop.For(0, queries.Count, parallel, () => new TieHistogram(database.Count, grades), (query, ties) =>
        {
            ties.Fill(queries[query], database, row => GradeOf(queryLabels, query, databaseLabels, row, grades));
            rows[query] = ties.HasRelevant ? Measure(measures, ties) : [];
        }, _ => { });
        return ToReport(rows, queries, database);
    }

    private double[] Measure(TieAwareMeasures measures, TieHistogram ties) =>
    [
        measures.AveragePrecision(ties.All, ties.Relevant),
        measures.PessimisticAveragePrecision(ties.All, ties.Relevant),
        measures.OptimisticAveragePrecision(ties.All, ties.Relevant),
        measures.AveragePrecision(ties.All, ties.Relevant, 1000),
        measures.NormalizedDiscountedGain(ties.Grades, ties.All.Length),
        .. options.Ranks.Select(rank => TieAwareMeasures.PrecisionAt(ties.All, ties.Relevant, rank)),
    ];

    private RankingReport ToReport(double[][] rows, QueryOutputs queries, HashCodes database)
    {
        double[] sums = new double[5 + options.Ranks.Count];
        int without = 0;
        foreach (double[] row in rows)
        {
            without += row.Length == 0 ? 1 : 0;
            for (int i = 0; i < row.Length; i++)
                sums[i] += row[i];
        }
        if (without == rows.Length)
            throw new InputException("No query has a relevant item in the database; check that both label files "
                + "number the classes alike.");
        double count = rows.Length - without;
        return new RankingReport
        {
            Queries = queries.Count,
            Database = database.Count,
            Bits = database.Bits,
            Map = sums[0] / count,
            MapPessimistic = sums[1] / count,
            MapOptimistic = sums[2] / count,
            MapAt1000 = sums[3] / count,
            Ndcg = sums[4] / count,
            PrecisionAt = new SortedDictionary<int, double>(options.Ranks.Zip(sums.Skip(5))
                .DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second / count)),
            QueriesWithoutRelevant = without,
        };
    }

    private static int GradeOf(LabelSet queryLabels, int query, LabelSet databaseLabels, int row, int grades)
    {
        if (!queryLabels.IsMultiLabel)
            return databaseLabels.Has(row, queryLabels.ClassOf(query)) ? 1 : 0;
        if (!databaseLabels.IsMultiLabel)
            return queryLabels.Has(query, databaseLabels.ClassOf(row)) ? 1 : 0;
        ReadOnlySpan<ulong> a = queryLabels.MaskOf(query), b = databaseLabels.MaskOf(row);
        int shared = 0;
        for (int word = 0; word < a.Length; word++)
            shared += System.Numerics.BitOperations.PopCount(a[word] & b[word]);
        return Math.Min(shared, grades - 1);
    }

    private static void Check(int count, LabelSet labels, string what)
    {
        if (count == 0)
            throw new InputException($"There are no {what}; give at least one.");
        if (count != labels.Count)
            throw new InputException($"There are {count} {what} but {labels.Count} labels; both must describe the same "
                + "items in the same order.");
    }
}
