// Tie-aware NDCG of one query, and how it changes with each of its distances.
namespace Vdsh.Compute.Cpu;

/// <summary>
/// A row of <see cref="IComputeBackend.NdcgRelaxation"/>. With g the soft histogram of gains, c that of all items and C its cumulative sum:
/// NDCG = 1/ideal sum g / log2(r), r = C - c + (c + 1)/2 + 1.
/// </summary>
internal unsafe struct NdcgRow : IQueryOperation
{
    // The expected rank plus one of the first item is 2; less can only come from rounding.
    private const double SmallestRank = 1.001;

    public Slice Products;
    public Slice Affinity;
    public Slice Gradient;
    public int* RelevantCounts;
    public float* Discounts;
    public int Items;
    public SoftHistogram Histogram;
    public double QueryWeight;

    /// <summary>Floats of the work space: gains, grades and a slot for each item, and five histograms of doubles.</summary>
    public static long WorkspaceFloats(int items, SoftHistogram histogram) => (3L * items) + (10L * histogram.Stride);

    /// <summary>1/log2(1 + rank) for rank 1..count.</summary>
    public static void FillDiscounts(float* discounts, int count)
    {
        for (int i = 0; i < count; i++)
            discounts[i] = (float)(1 / Math.Log2(i + 2));
    }

    public readonly double Apply(int row, float* workspace)
    {
        float* gradient = Gradient.Row(row);
        int relevantItems = RelevantCounts[row];
        if (relevantItems == 0)
        {
            new Span<float>(gradient, Items).Clear();
            return 0;
        }

        int stride = Histogram.Stride;
        double* irrelevant = (double*)workspace, relevant = irrelevant + stride, gainHistogram = relevant + stride;
        double* ofCount = gainHistogram + stride, ofGain = ofCount + stride;
        float* gains = (float*)(ofGain + stride), sorted = gains + Items;
        int* slots = (int*)(sorted + Items);
        double ideal = Grade(row, gains, sorted);
        Histogram.Fill(Products.Row(row), Affinity.Row(row), gains, row, slots, irrelevant, relevant, gainHistogram);
        double gain = Evaluate(irrelevant, relevant, gainHistogram, ofCount, ofGain) / ideal;

        double factor = QueryWeight * Histogram.Scale / ideal;
        Histogram.Slopes(ofCount, factor);
        Histogram.Slopes(ofGain, factor);
        slots[row] = Histogram.Count - 1;

        // The two parts nearly cancel where few items share a bin, so they meet in double.
        for (int i = 0; i < Items; i++)
        {
            int bin = slots[i] - (gains[i] > 0 ? stride : 0);
            gradient[i] = (float)(ofCount[bin] + (gains[i] * ofGain[bin]));
        }
        return QueryWeight * (1 - gain);
    }

    // Writes every item's gain and returns the DCG of the best order.
    private readonly double Grade(int row, float* gains, float* sorted)
    {
        float* affinity = Affinity.Row(row);
        int count = 0;
        for (int i = 0; i < Items; i++)
        {
            gains[i] = i == row || !(affinity[i] > 0) ? 0 : affinity[i] == 1 ? 1 : MathF.Pow(2, affinity[i]) - 1;
            if (gains[i] > 0)
                sorted[count++] = gains[i];
        }

        new Span<float>(sorted, count).Sort();
        double ideal = 0;
        for (int rank = 0; rank < count; rank++)
            ideal += (double)sorted[count - 1 - rank] * Discounts[rank];
        return ideal;
    }

    // Returns the DCG and writes its derivatives with respect to the number of items and to the gain in each bin.
    private readonly double Evaluate(double* irrelevant, double* relevant, double* gains, double* ofCount, double* ofGain)
    {
        int bins = Histogram.Count;
        double sum = 0, before = 0;
        for (int bin = 0; bin < bins; bin++)
        {
            double count = irrelevant[bin] + relevant[bin];
            double rank = Math.Max(SmallestRank, before + ((count + 1) / 2) + 1), discount = Math.Log2(rank);
            before += count;
            sum += gains[bin] / discount;
            ofGain[bin] = 1 / discount;
            ofCount[bin] = gains[bin] / (Math.Log(2) * discount * discount * rank);
        }

        // An item moves its own bin by half a rank and all later bins by one.
        double later = 0;
        for (int bin = bins - 1; bin >= 0; bin--)
        {
            double own = ofCount[bin];
            ofCount[bin] = -((own / 2) + later);
            later += own;
        }

        return sum;
    }
}
