// Inputs are thinned out so that no layer leans on single features.
using System.Numerics;
using System.Runtime.InteropServices;
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>
/// Input dropout of mini-batches (Srivastava et al., JMLR 15, 2014): a feature becomes 0 with probability p, the kept ones are scaled by 1 / (1 - p), so that a
/// layer's inputs keep their mean. All is drawn first, in order; the rows may then be thinned out in any order, by several threads.
/// </summary>
internal sealed class InputDropout
{
    private readonly int drawsPerRow;
    private readonly ushort threshold;
    private readonly float keptScale;
    private readonly ulong[] draws;

    /// <param name="rows">Rows n of a mini-batch.</param>
    /// <param name="columns">Features d of a row.</param>
    /// <param name="rate">p, in (0, 1).</param>
    public InputDropout(int rows, int columns, float rate)
    {
        // Four draws of 16 bits come from one number of 64.
        drawsPerRow = (columns + 3) / 4;
        threshold = (ushort)(rate * 65536);
        keptScale = 1f / (1f - rate);
        draws = new ulong[checked((long)rows * drawsPerRow)];
    }

    /// <summary>Draws what the next mini-batch loses.</summary>
    public void Draw(SeededRandom random) => random.Fill(draws);

    /// <summary>Thins out one row in place.</summary>
    /// <param name="row">Which row of the mini-batch.</param>
    /// <param name="values">Its d features.</param>
    public void Apply(int row, Span<float> values)
    {
        ReadOnlySpan<ushort> drawn = MemoryMarshal.Cast<ulong, ushort>(draws.AsSpan(row * drawsPerRow, drawsPerRow))[..values.Length];
        var limit = new Vector<ushort>(threshold);
        int j = 0, half = Vector<float>.Count;
        for (; j <= values.Length - Vector<ushort>.Count; j += Vector<ushort>.Count)
        {
            Vector<short> isDropped = Vector.AsVectorInt16(Vector.LessThan(new Vector<ushort>(drawn[j..]), limit));
            Vector.Widen(isDropped, out Vector<int> low, out Vector<int> high);
            Thin(values.Slice(j, half), low);
            Thin(values.Slice(j + half, half), high);
        }
        for (; j < values.Length; j++)
            values[j] = drawn[j] < threshold ? 0f : values[j] * keptScale;
    }

    private void Thin(Span<float> values, Vector<int> isDropped) =>
        Vector.ConditionalSelect(isDropped, Vector<float>.Zero, new Vector<float>(values) * keptScale).CopyTo(values);
}
