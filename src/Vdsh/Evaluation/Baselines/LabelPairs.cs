// Pairwise supervision is a matrix of all pairs of items; items with the same labels share their rows of it, so that it is never formed.
using static Vdsh.Evaluation.Baselines.DenseAlgebra;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>The matrix S of n items, +1 where two items share a label and -1 elsewhere, in products only.</summary>
internal sealed class LabelPairs
{
    private readonly int[] groupOf;
    private readonly double[] similarity;
    private readonly int groups;

    /// <summary>Groups the items by their labels.</summary>
    public LabelPairs(LabelSet labels)
    {
        groupOf = new int[labels.Count];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        List<int> representatives = [];
        for (int row = 0; row < labels.Count; row++)
        {
            string key = labels.IsMultiLabel ? string.Join(' ', labels.MaskOf(row).ToArray()) : $"{labels.ClassOf(row)}";
            if (!known.TryGetValue(key, out groupOf[row]))
            {
                known[key] = groupOf[row] = representatives.Count;
                representatives.Add(row);
            }
        }
        groups = representatives.Count;
        similarity = new double[groups * groups];
        for (int a = 0; a < groups; a++)
        {
            for (int b = 0; b < groups; b++)
                similarity[a * groups + b] = Enumerable.Range(0, labels.ClassCount).Any(label => labels.Has(representatives[a], label) && labels.Has(representatives[b], label)) ? 1 : -1;
        }
    }

    /// <summary>S x.</summary>
    /// <param name="x">n x c, row-major.</param>
    /// <param name="columns">c.</param>
    public double[] Multiply(ReadOnlySpan<double> x, int columns)
    {
        double[] sums = new double[groups * columns];
        for (int row = 0; row < groupOf.Length; row++)
            Add(1, x.Slice(row * columns, columns), sums.AsSpan(groupOf[row] * columns, columns));
        double[] products = DenseAlgebra.Multiply(similarity, sums, groups);
        double[] result = new double[groupOf.Length * columns];
        for (int row = 0; row < groupOf.Length; row++)
            products.AsSpan(groupOf[row] * columns, columns).CopyTo(result.AsSpan(row * columns));
        return result;
    }
}
