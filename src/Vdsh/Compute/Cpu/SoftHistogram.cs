// The tie-aware objectives see distances only through soft histograms; both share how a row is binned and how its derivative finds its bin again.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// The bins of one row: a distance at position k + f gives 1 - f to bin k and f to bin k + 1, of two histograms, one for irrelevant and one for
/// relevant items. Positions outside 0..bins are moved to the nearest bin, where they have no slope.
/// </summary>
internal readonly unsafe struct SoftHistogram
{
    private readonly int items;
    private readonly int bins;
    private readonly double scale;
    private readonly int bits;

    public SoftHistogram(int items, int bits, int bins)
    {
        this.items = items;
        this.bins = bins;
        this.bits = bits;
        scale = 0.5 * bins / bits;
    }

    /// <summary>Bins, one more than intervals.</summary>
    public int Count => bins + 1;

    /// <summary>Doubles of one histogram or of its slopes, with the place of a bin without slope at the end.</summary>
    public int Stride => bins + 2;

    /// <summary>Change of position for a change of the product by -1.</summary>
    public double Scale => scale;

    /// <summary>Fills both histograms.</summary>
    /// <param name="products">The row of P.</param>
    /// <param name="affinity">The row of A.</param>
    /// <param name="weights">Weight of each relevant item, or null for 1.</param>
    /// <param name="self">The row's own column, which is left out.</param>
    /// <param name="slots">Receives for each item the place of its slope in two tables of <see cref="Stride"/>, irrelevant first.</param>
    /// <param name="irrelevant">Irrelevant items by bin.</param>
    /// <param name="relevant">Relevant items by bin.</param>
    /// <param name="weighted">Relevant items by bin, weighted; not touched where there are no weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(float* products, float* affinity, float* weights, int self, int* slots, double* irrelevant, double* relevant, double* weighted)
    {
        new Span<double>(irrelevant, Stride).Clear();
        new Span<double>(relevant, Stride).Clear();
        if (weights != null)
            new Span<double>(weighted, Stride).Clear();
        for (int i = 0; i < items; i++)
        {
            if (i == self)
                continue;
            double position = (bits - (double)products[i]) * scale;
            bool outside = position < 0 || position > bins;
            position = position < 0 ? 0 : position > bins ? bins : position;

            // NaN becomes bin 0 with the share NaN, which spoils the loss as it must.
            int bin = Math.Min((int)position, bins - 1);
            double share = position - bin;
            bool isRelevant = affinity[i] > 0;
            double* histogram = isRelevant ? relevant : irrelevant;
            histogram[bin] += 1 - share;
            histogram[bin + 1] += share;
            if (isRelevant && weights != null)
            {
                weighted[bin] += weights[i] * (1 - share);
                weighted[bin + 1] += weights[i] * share;
            }

            slots[i] = (isRelevant ? Stride : 0) + (outside ? bins : bin);
        }
    }

    /// <summary>values[k] = factor (values[k + 1] - values[k]), and 0 for positions outside.</summary>
    public void Slopes(double* values, double factor)
    {
        for (int bin = 0; bin < bins; bin++)
            values[bin] = factor * (values[bin + 1] - values[bin]);
        values[bins] = 0;
    }

    /// <summary>slopes[k] = values[k + 1] - values[k], and 0 for positions outside.</summary>
    public void Slopes(double* values, double factor, float* slopes)
    {
        for (int bin = 0; bin < bins; bin++)
            slopes[bin] = (float)(factor * (values[bin + 1] - values[bin]));
        slopes[bins] = 0;
    }
}
