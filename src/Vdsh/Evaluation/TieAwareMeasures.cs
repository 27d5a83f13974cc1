// Hash codes tie all the time; these measures average over every order of tied items instead of trusting one sort.
namespace Vdsh.Evaluation;

/// <summary>
/// Retrieval measures of one query in closed form from two histograms over distance d = 0..b: all items n[d] and the relevant ones r[d].
/// With N and R the counts strictly nearer, every value is the expectation over a uniformly random order inside each tie (McSherry and Najork,
/// ECIR 2008; He, Cakir, Bargal, Sclaroff, CVPR 2018). Immutable, safe for concurrent use.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed partial class TieAwareMeasures
{
    // Sums this short are added term by term: the closed form subtracts two harmonic numbers, which costs digits where a short tie lies at a high rank.
    private const int DirectTerms = 64;

    private readonly double[] harmonic;
    private readonly double[] discount;

    /// <summary>Prepares tables of the harmonic numbers and of the summed discounts.</summary>
    /// <param name="databaseSize">The largest rank that will be asked for.</param>
    public TieAwareMeasures(int databaseSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(databaseSize);
        harmonic = PrefixSums(databaseSize, rank => 1.0 / rank);
        discount = PrefixSums(databaseSize, rank => 1 / Math.Log2(1.0 + rank));
    }

    /// <summary>
    /// Tie-aware average precision, cut at rank k: 1/min(R, k) sum_d r/n sum_{t=1..min(n, k-N)} (R[d] + 1 + (t-1) (r-1)/(n-1)) / (N[d] + t).
    /// With p = (r-1)/(n-1) the numerator is p (N + t) + (R + 1 - p (N + 1)), so the sum over T terms is
    /// p T + (R + 1 - p (N + 1)) (H(N + T) - H(N)), H the harmonic numbers: constant time for a tie of any size.
    /// </summary>
    /// <param name="all">n[d], b+1 counts.</param>
    /// <param name="relevant">r[d], b+1 counts.</param>
    /// <param name="cut">The rank k; the default is the whole database.</param>
    /// <returns>0 where no item is relevant.</returns>
    public double AveragePrecision(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant, int cut = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cut);
        int nearer = 0, relevantNearer = 0;
        double sum = 0;
        for (int d = 0; d < all.Length && nearer < cut; d++)
        {
            int n = all[d], r = relevant[d];
            sum += TieSum(n, r, nearer, relevantNearer, Math.Min(n, cut - nearer));
            nearer += n;
            relevantNearer += r;
        }
        int total = Sum(relevant);
        return total == 0 ? 0 : sum / Math.Min(total, cut);
    }

    /// <summary>Average precision with the relevant items first inside every tie: no sort can report more.</summary>
    /// <inheritdoc cref="AveragePrecision" path="/param|/returns"/>
    public double OptimisticAveragePrecision(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant) => ExtremeAveragePrecision(all, relevant, relevantFirst: true);

    /// <summary>Average precision with the relevant items last inside every tie: no sort can report less.</summary>
    /// <inheritdoc cref="AveragePrecision" path="/param|/returns"/>
    public double PessimisticAveragePrecision(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant) => ExtremeAveragePrecision(all, relevant, relevantFirst: false);

    /// <summary>Expected number of relevant items among the first k ranks.</summary>
    /// <param name="all">n[d], b+1 counts.</param>
    /// <param name="relevant">r[d], b+1 counts.</param>
    /// <param name="rank">The rank k.</param>
    public static double ExpectedHits(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant, int rank)
    {
        double hits = 0;
        int left = rank;
        for (int d = 0; d < all.Length && left > 0; d++)
        {
            if (all[d] == 0)
                continue;
            int taken = Math.Min(left, all[d]);
            hits += (double)relevant[d] * taken / all[d];
            left -= taken;
        }
        return hits;
    }

    /// <summary>Expected precision within the first k ranks; a database of fewer than k items counts as wholly retrieved.</summary>
    /// <inheritdoc cref="ExpectedHits" path="/param"/>
    public static double PrecisionAt(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant, int rank)
    {
        int retrieved = Math.Min(rank, Sum(all));
        return retrieved == 0 ? 0 : ExpectedHits(all, relevant, rank) / retrieved;
    }

    /// <summary>Expected recall within the first k ranks; 0 where no item is relevant.</summary>
    /// <inheritdoc cref="ExpectedHits" path="/param"/>
    public static double RecallAt(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant, int rank)
    {
        int total = Sum(relevant);
        return total == 0 ? 0 : ExpectedHits(all, relevant, rank) / total;
    }

    /// <summary>Number of items at the distance where rank k falls; 0 where there are fewer than k items.</summary>
    /// <param name="all">n[d], b+1 counts.</param>
    /// <param name="rank">The rank k.</param>
    public static int TieAt(ReadOnlySpan<int> all, int rank)
    {
        foreach (int count in all)
        {
            if (rank <= count)
                return count;
            rank -= count;
        }
        return 0;
    }

    /// <summary>
    /// Tie-aware NDCG over the whole database with gains 2^g - 1 and discounts 1/log2(1 + rank): every item of a tie gets the mean discount of its ranks.
    /// </summary>
    /// <param name="grades">grades x (b+1) counts, row-major: row g holds the items of relevance grade g.</param>
    /// <param name="bins">b+1.</param>
    /// <returns>0 where no item is relevant.</returns>
    public double NormalizedDiscountedGain(ReadOnlySpan<int> grades, int bins)
    {
        int gradeCount = grades.Length / bins;
        double gained = 0;
        int nearer = 0;
        for (int d = 0; d < bins; d++)
        {
            int n = 0;
            double gain = 0;
            for (int grade = 0; grade < gradeCount; grade++)
            {
                n += grades[grade * bins + d];
                gain += grades[grade * bins + d] * (Math.ScaleB(1, grade) - 1);
            }
            if (gain > 0)
                gained += gain / n * (discount[nearer + n] - discount[nearer]);
            nearer += n;
        }
        double ideal = 0;
        int better = 0;
        for (int grade = gradeCount - 1; grade > 0; grade--)
        {
            int n = Sum(grades.Slice(grade * bins, bins));
            ideal += (Math.ScaleB(1, grade) - 1) * (discount[better + n] - discount[better]);
            better += n;
        }
        return ideal == 0 ? 0 : gained / ideal;
    }

    private double ExtremeAveragePrecision(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant, bool relevantFirst)
    {
        int nearer = 0, relevantNearer = 0;
        double sum = 0;
        for (int d = 0; d < all.Length; d++)
        {
            int n = all[d], r = relevant[d];
            int before = relevantFirst ? nearer : nearer + n - r;
            sum += RatioSum(1, relevantNearer - before, before, r);
            nearer += n;
            relevantNearer += r;
        }
        return relevantNearer == 0 ? 0 : sum / relevantNearer;
    }

    /// <summary>The expected sum of precisions at the hits among the first ranks of a tie.</summary>
    private double TieSum(int n, int r, int nearer, int relevantNearer, int terms)
    {
        if (r == 0)
            return 0;
        double slope = n > 1 ? (r - 1.0) / (n - 1.0) : 0;
        return (double)r / n * RatioSum(slope, relevantNearer + 1 - slope * (nearer + 1), nearer, terms);
    }

    /// <summary>sum_{t=1..terms} (slope (before + t) + offset) / (before + t).</summary>
    private double RatioSum(double slope, double offset, int before, int terms)
    {
        if (terms > DirectTerms)
            return slope * terms + offset * (harmonic[before + terms] - harmonic[before]);
        double sum = 0;
        for (int t = 1; t <= terms; t++)
            sum += slope + offset / (before + t);
        return sum;
    }

    private static int Sum(ReadOnlySpan<int> counts)
    {
        int sum = 0;
        foreach (int count in counts)
            sum += count;
        return sum;
    }

    // Compensated, since the entries are subtracted from each other (Kahan 1965).
    private static double[] PrefixSums(int length, Func<int, double> term)
    {
        double[] sums = new double[length + 1];
        double sum = 0, lost = 0;
        for (int rank = 1; rank <= length; rank++)
        {
            double value = term(rank) - lost;
            double next = sum + value;
            lost = next - sum - value;
            sum = next;
            sums[rank] = sum;
        }
        return sums;
    }
}
