// Tie-aware average precision of one query, and how it changes with each of its distances.
namespace Vdsh.Compute.Cpu;

/// <summary>
/// A row of <see cref="IComputeBackend.AveragePrecisionRelaxation"/>. With c+ and c the soft histograms of the relevant and of all items, C+ and C
/// their cumulative sums: AP = 1/N+ sum c+ nu/de, nu = 2 C+ - c+ + 1, de = 2 C - c + 1.
/// </summary>
internal unsafe struct AveragePrecisionRow : IQueryOperation
{
    public Slice Products;
    public Slice Affinity;
    public Slice Gradient;
    public int* RelevantCounts;
    public int Items;
    public SoftHistogram Histogram;
    public double QueryWeight;

    /// <summary>Floats of the work space: a slot per item, two tables of slopes, and four histograms of doubles.</summary>
    public static long WorkspaceFloats(int items, SoftHistogram histogram) => items + 1L + (10L * histogram.Stride);

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
        double* irrelevant = (double*)workspace, relevant = irrelevant + stride, ofRelevant = relevant + stride, ofIrrelevant = ofRelevant + stride;
        float* slopes = (float*)(ofIrrelevant + stride);
        int* slots = (int*)(slopes + (2 * stride));
        Histogram.Fill(Products.Row(row), Affinity.Row(row), null, row, slots, irrelevant, relevant, null);
        double precision = Evaluate(irrelevant, relevant, ofIrrelevant, ofRelevant) / relevantItems;

        // dLoss/dP: the loss falls as AP grows, and the position falls as P grows.
        double factor = QueryWeight * Histogram.Scale / relevantItems;
        Histogram.Slopes(ofIrrelevant, factor, slopes);
        Histogram.Slopes(ofRelevant, factor, slopes + stride);
        slots[row] = Histogram.Count - 1;
        for (int i = 0; i < Items; i++)
            gradient[i] = slopes[slots[i]];
        return QueryWeight * (1 - precision);
    }

    // Returns N+ AP and writes its derivatives with respect to the bins of both kinds.
    private readonly double Evaluate(double* irrelevant, double* relevant, double* ofIrrelevant, double* ofRelevant)
    {
        int bins = Histogram.Count;
        double sum = 0, cumulativeRelevant = 0, cumulative = 0;
        for (int bin = 0; bin < bins; bin++)
        {
            double plus = relevant[bin], all = plus + irrelevant[bin];
            cumulativeRelevant += plus;
            cumulative += all;
            double numerator = (2 * cumulativeRelevant) - plus + 1, denominator = (2 * cumulative) - all + 1, ratio = numerator / denominator;
            sum += plus * ratio;

            // The part through c+ in this bin, and the part through c in this bin.
            ofRelevant[bin] = ratio;
            relevant[bin] = plus / denominator;
            ofIrrelevant[bin] = plus / denominator * ratio;
        }

        // An item raises its own bin once and the cumulative sums of all later bins twice.
        double laterThroughPlus = 0, laterThroughAll = 0;
        for (int bin = bins - 1; bin >= 0; bin--)
        {
            double throughPlus = relevant[bin], throughAll = ofIrrelevant[bin];
            ofIrrelevant[bin] = -(throughAll + (2 * laterThroughAll));
            ofRelevant[bin] += throughPlus + (2 * laterThroughPlus) + ofIrrelevant[bin];
            laterThroughPlus += throughPlus;
            laterThroughAll += throughAll;
        }

        return sum;
    }
}
