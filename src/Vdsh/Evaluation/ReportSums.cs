// Adds up the measures query by query, in query order, so that the means do not depend on blocks or threads.
using Vdsh.Codes;

namespace Vdsh.Evaluation;

internal sealed class ReportSums
{
    private readonly TieAwareMeasures measures;
    private readonly EvaluationOptions options;
    private readonly int bins;
    private readonly int[] all;
    private readonly int[] relevant;
    private readonly double[] precisionAt;
    private readonly double[] recallAt;
    private readonly double[] mapAt;
    private readonly double[] mapAtHits;
    private readonly int[] curveRanks;
    private readonly double[] curvePrecisionAt;
    private readonly double[] curvePrecision;
    private readonly double[] curveRecall;
    private readonly long[] relevantDistances;
    private readonly long[] irrelevantDistances;
    private double map, pessimistic, optimistic, mapAt1000, ndcg;
    private int queries, withoutRelevant;

    public ReportSums(int databaseSize, int bits, EvaluationOptions options)
    {
        this.options = options;
        measures = new TieAwareMeasures(databaseSize);
        bins = bits + 1;
        all = new int[bins];
        relevant = new int[bins];
        precisionAt = new double[options.Ranks.Count];
        recallAt = new double[options.Ranks.Count];
        mapAt = new double[options.MapRanks.Count];
        mapAtHits = new double[options.MapRanks.Count];
        curveRanks = [.. options.CurveRanks.Where(rank => rank <= databaseSize)];
        curvePrecisionAt = new double[curveRanks.Length];
        curvePrecision = new double[bins];
        curveRecall = new double[bins];
        relevantDistances = new long[bins];
        irrelevantDistances = new long[bins];
    }

    /// <summary>All items at distance 0..b of the query that was added last.</summary>
    public ReadOnlySpan<int> All => all;

    /// <summary>Adds a query by its grades x (b+1) counts.</summary>
    /// <returns>What this query measured.</returns>
    public QueryMeasures Add(int query, IReadOnlyList<int> labels, ReadOnlySpan<int> grades)
    {
        SplitGrades(grades, bins, all, relevant);
        int total = 0;
        for (int d = 0; d < bins; d++)
        {
            total += relevant[d];
            relevantDistances[d] += relevant[d];
            irrelevantDistances[d] += all[d] - relevant[d];
        }
        QueryMeasures result = Measure(query, labels, total, grades);
        queries++;
        if (total == 0)
        {
            withoutRelevant++;
            return result;
        }
        map += result.AveragePrecision;
        mapAt1000 += measures.AveragePrecision(all, relevant, 1000);
        pessimistic += result.Pessimistic;
        optimistic += result.Optimistic;
        ndcg += result.Ndcg;
        for (int i = 0; i < precisionAt.Length; i++)
        {
            precisionAt[i] += result.PrecisionAt[i];
            recallAt[i] += TieAwareMeasures.RecallAt(all, relevant, options.Ranks[i]);
        }
        for (int i = 0; i < mapAt.Length; i++)
        {
            mapAt[i] += result.AveragePrecisionAt[i];
            mapAtHits[i] += result.AveragePrecisionAtHits[i];
        }
        for (int i = 0; i < curveRanks.Length; i++)
            curvePrecisionAt[i] += TieAwareMeasures.PrecisionAt(all, relevant, curveRanks[i]);
        long within = 0, hits = 0;
        for (int d = 0; d < bins; d++)
        {
            within += all[d];
            hits += relevant[d];
            curvePrecision[d] += within == 0 ? 0 : (double)hits / within;
            curveRecall[d] += (double)hits / total;
        }
        return result;
    }

    /// <summary>Splits counts by grade into all items and relevant ones (grade 1 and above).</summary>
    public static void SplitGrades(ReadOnlySpan<int> grades, int bins, Span<int> all, Span<int> relevant)
    {
        relevant.Clear();
        for (int grade = 1; grade < grades.Length / bins; grade++)
        {
            for (int d = 0; d < bins; d++)
                relevant[d] += grades[grade * bins + d];
        }
        for (int d = 0; d < bins; d++)
            all[d] = grades[d] + relevant[d];
    }

    /// <summary>The means. At least one query must have a relevant item.</summary>
    public RetrievalReport ToReport(HashCodes database, StableSums? stable, ClassReport? classes)
    {
        double count = queries - withoutRelevant;
        int radius = Math.Min(2, bins - 1);
        return new RetrievalReport
        {
            Queries = queries,
            Database = database.Count,
            Bits = bins - 1,
            Map = map / count,
            MapPessimistic = pessimistic / count,
            MapOptimistic = optimistic / count,
            MapStableSort = stable?.Map,
            MapAt = ByRank(options.MapRanks, mapAt, count),
            MapAtHits = ByRank(options.MapRanks, mapAtHits, count),
            MapAtStableSort = ByRank(options.MapRanks, stable?.MapAt),
            MapAtDeepHash = ByRank(options.MapRanks, stable?.MapAtDeepHash),
            MapAtHashNet = ByRank(options.MapRanks, stable?.MapAtHashNet),
            MapAt1000 = mapAt1000 / count,
            PrecisionAt = ByRank(options.Ranks, precisionAt, count),
            RecallAt = ByRank(options.Ranks, recallAt, count),
            CurvePrecisionAt = ByRank(curveRanks, curvePrecisionAt, count),
            PrecisionRadius2 = curvePrecision[radius] / count,
            RecallRadius2 = curveRecall[radius] / count,
            Ndcg = ndcg / count,
            QueriesWithoutRelevant = withoutRelevant,
            CurvePrecision = Array.ConvertAll(curvePrecision, sum => sum / count),
            CurveRecall = Array.ConvertAll(curveRecall, sum => sum / count),
            BitBalance = BitBalance(database),
            Classes = classes,
            RelevantDistances = relevantDistances,
            IrrelevantDistances = irrelevantDistances,
        };
    }

    /// <summary>Whether any query had a relevant item.</summary>
    public bool HasRelevant => queries > withoutRelevant;

    private QueryMeasures Measure(int query, IReadOnlyList<int> labels, int total, ReadOnlySpan<int> grades)
    {
        double[] precision = new double[options.Ranks.Count];
        int[] ties = new int[options.Ranks.Count];
        for (int i = 0; i < precision.Length; i++)
        {
            precision[i] = TieAwareMeasures.PrecisionAt(all, relevant, options.Ranks[i]);
            ties[i] = TieAwareMeasures.TieAt(all, options.Ranks[i]);
        }
        double[] at = new double[options.MapRanks.Count], atHits = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            at[i] = total == 0 ? double.NaN : measures.AveragePrecision(all, relevant, options.MapRanks[i]);
            atHits[i] = total == 0 ? double.NaN : measures.AveragePrecisionOfHits(all, relevant, options.MapRanks[i]);
        }
        return new QueryMeasures
        {
            Query = query,
            Labels = labels,
            Relevant = total,
            AveragePrecision = total == 0 ? double.NaN : measures.AveragePrecision(all, relevant),
            Pessimistic = total == 0 ? double.NaN : measures.PessimisticAveragePrecision(all, relevant),
            Optimistic = total == 0 ? double.NaN : measures.OptimisticAveragePrecision(all, relevant),
            Ndcg = total == 0 ? double.NaN : measures.NormalizedDiscountedGain(grades, bins),
            Ranks = options.Ranks,
            PrecisionAt = precision,
            TieAt = ties,
            MapRanks = options.MapRanks,
            AveragePrecisionAt = at,
            AveragePrecisionAtHits = atHits,
            Nearest = Array.FindIndex(all, count => count > 0),
            NearestRelevant = Array.FindIndex(relevant, count => count > 0),
        };
    }

    private static SortedDictionary<int, double> ByRank(IReadOnlyList<int> ranks, double[] sums, double count)
        => ByRank(ranks, sums.Select(sum => sum / count));

    private static SortedDictionary<int, double> ByRank(IReadOnlyList<int> ranks, IEnumerable<double>? means)
        => new(ranks.Zip(means ?? []).ToDictionary(pair => pair.First, pair => pair.Second));

    private static double[] BitBalance(HashCodes codes)
    {
        long[] ones = new long[codes.Bits];
        for (int row = 0; row < codes.Count; row++)
        {
            ReadOnlySpan<ulong> code = codes[row];
            for (int bit = 0; bit < ones.Length; bit++)
                ones[bit] += (long)(code[bit / 64] >> (bit % 64) & 1);
        }
        return Array.ConvertAll(ones, count => (double)count / codes.Count);
    }
}
