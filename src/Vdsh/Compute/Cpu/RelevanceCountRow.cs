// How many items a query can find decides the weights of every pair objective, before the first of its terms.
using System.Numerics;

namespace Vdsh.Compute.Cpu;

/// <summary>Counts the relevant items of each row, itself left out; the sum is the number of relevant ordered pairs.</summary>
internal readonly unsafe struct RelevanceCountRow(Slice affinity, int columns, int* counts) : IRowReduction
{
    public double Reduce(int row)
    {
        float* values = affinity.Row(row);
        Vector<int> negated = default;
        int i = 0, count = 0;
        for (; i <= columns - Vector<float>.Count; i += Vector<float>.Count)
            negated += Vector.GreaterThan(Vector.Load(values + i), Vector<float>.Zero);
        for (; i < columns; i++)
            count += values[i] > 0 ? 1 : 0;
        count -= Vector.Sum(negated);
        count -= values[row] > 0 ? 1 : 0;
        counts[row] = count;
        return count;
    }
}
