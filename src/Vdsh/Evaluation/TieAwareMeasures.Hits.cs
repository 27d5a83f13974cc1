// Published tables often divide by the hits that were found; where the cut divides a tie, that number depends on the
// order too, so the ratio is averaged over it.
namespace Vdsh.Evaluation;

public sealed partial class TieAwareMeasures
{
    // Numbers of hits this much rarer than the commonest one weigh nothing in a double.
    private const double NegligibleWeight = 1e-30;

    /// <summary>
    /// Expectation of the average precision within the first k ranks that is divided by the hits found there, 0 where
    /// none is found:
    /// E[(1/H) sum_{i=1..k} rel(i) H(i)/i], H(i) the hits among the first i and H = H(k). The cut divides at most one
    /// tie, of n items with
    /// r relevant ones, N items and R hits nearer; T = k - N of its places are taken. Their number of hits X is
    /// hypergeometric, and given
    /// X = x each order of them is equally likely, so with A the expected sum over the nearer ties the value is
    /// sum_x P(x) (A + x/T ((R + 1) S + (x - 1)/(T - 1) U)) / (R + x), S = sum_{t=1..T} 1/(N+t), U = sum_{t=1..T}
    /// (t-1)/(N+t).
    /// All terms are positive, and P is summed outwards from its largest value, so nothing overflows or cancels in a
    /// tie of any size.
    /// </summary>
    /// <param name="all">n[d], b+1 counts.</param>
    /// <param name="relevant">r[d], b+1 counts.</param>
    /// <param name="cut">The rank k, at least 1; one beyond the database takes it whole.</param>
    /// <returns>0 where no item is relevant.</returns>
    public double AveragePrecisionOfHits(ReadOnlySpan<int> all, ReadOnlySpan<int> relevant, int cut)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cut);
        int nearer = 0, found = 0;
        double sum = 0;
        for (int d = 0; d < all.Length && nearer < cut; d++)
        {
            int n = all[d], r = relevant[d], taken = cut - nearer;
            if (n > taken)
            {
                double single = (found + 1) * RatioSum(0, 1, nearer, taken) / taken;
                double pair = taken == 1 ? 0
                    : RatioSum(1, -(nearer + 1.0), nearer, taken) / ((double)taken * (taken - 1));
                return new CutTie(n, r, taken)
                    .Mean(hits => found + hits == 0 ? 0 : (sum + hits * (single + (hits - 1) * pair)) / (found + hits));
            }
            sum += TieSum(n, r, nearer, found, n);
            nearer += n;
            found += r;
        }
        return found == 0 ? 0 : sum / found;
    }

    /// <summary>A tie of n items, r of them relevant, of which some places, in random order, are taken.</summary>
    private readonly record struct CutTie(int Items, int Relevant, int Taken)
    {
        /// <summary>The expectation of a bounded function of the number of hits among the places taken.</summary>
        public double Mean(Func<int, double> value)
        {
            int least = Math.Max(0, Taken - (Items - Relevant)), most = Math.Min(Relevant, Taken);
            int mode = (int)Math.Clamp((Taken + 1L) * (Relevant + 1L) / (Items + 2L), least, most);
            double weights = 1, sum = value(mode), weight = 1;
            for (int hits = mode; hits < most && weight > NegligibleWeight;)
            {
                weight *= Step(hits++);
                weights += weight;
                sum += weight * value(hits);
            }
            weight = 1;
            for (int hits = mode; hits > least && weight > NegligibleWeight;)
            {
                weight /= Step(--hits);
                weights += weight;
                sum += weight * value(hits);
            }
            return sum / weights;
        }

        /// <summary>P(hits + 1) / P(hits).</summary>
        private double Step(int hits)
            => (double)(Relevant - hits) * (Taken - hits) / (
            (hits + 1.0) * ((double)Items - Relevant - Taken + hits + 1));
    }
}
