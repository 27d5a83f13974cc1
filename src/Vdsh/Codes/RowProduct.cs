// Encoding one item is a row times a matrix per layer: bound by the speed at which weights arrive, so every weight is read at most once.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vdsh.Codes;

/// <summary>
/// output += input weights for one row, one block of inputs at a time. Called with the CPU backend's blocks in order, each output is the sum of
/// the very chains of fused multiply-adds that the backend's product forms for it, so that an item has the same code alone and in a batch.
/// Inputs that are zero, about half of them after a ReLU, are skipped with their weights: a finite weight times zero changes no sum.
/// </summary>
internal static class RowProduct
{
    private const int Unroll = 8;

    /// <summary>output = the chain over one block of inputs if <paramref name="first"/>, else output += that chain.</summary>
    /// <param name="input">The inputs of the block, a few hundred at most.</param>
    /// <param name="weights">The input.Length rows of output.Length weights that belong to them, finite; ends with the last of them.</param>
    /// <param name="stride">Weights from row to row, output.Length or more.</param>
    /// <param name="sums">Work space, as long as the output.</param>
    /// <param name="output">The outputs so far.</param>
    /// <param name="first">Whether this is the first block, so that the old output is not read.</param>
    public static void AddBlock(ReadOnlySpan<float> input, ReadOnlySpan<float> weights, int stride, Span<float> sums, Span<float> output, bool first)
    {
        Span<float> target = first ? output : sums[..output.Length];
        target.Clear();
        Span<int> rows = stackalloc int[input.Length];
        int count = 0;
        for (int k = 0; k < input.Length; k++)
        {
            // Not a branch: about half of the inputs are zero, in no order that a processor could guess.
            rows[count] = k;
            count += input[k] != 0 ? 1 : 0;
        }
        rows = rows[..count];
        ref float matrix = ref MemoryMarshal.GetReference(weights);
        int done = 0;
        for (; done + Unroll <= count; done += Unroll)
            AddEight(input, ref matrix, stride, rows.Slice(done, Unroll), target);
        for (; done < count; done++)
            AddOne(input[rows[done]], ref Unsafe.Add(ref matrix, (nint)rows[done] * stride), target);
        if (!first)
            Add(target, output);
    }

    private static void AddEight(ReadOnlySpan<float> input, ref float matrix, int stride, ReadOnlySpan<int> rows, Span<float> sums)
    {
        int width = sums.Length;
        ref float sum = ref MemoryMarshal.GetReference(sums);
        ref float w0 = ref Unsafe.Add(ref matrix, (nint)rows[0] * stride);
        ref float w1 = ref Unsafe.Add(ref matrix, (nint)rows[1] * stride);
        ref float w2 = ref Unsafe.Add(ref matrix, (nint)rows[2] * stride);
        ref float w3 = ref Unsafe.Add(ref matrix, (nint)rows[3] * stride);
        ref float w4 = ref Unsafe.Add(ref matrix, (nint)rows[4] * stride);
        ref float w5 = ref Unsafe.Add(ref matrix, (nint)rows[5] * stride);
        ref float w6 = ref Unsafe.Add(ref matrix, (nint)rows[6] * stride);
        ref float w7 = ref Unsafe.Add(ref matrix, (nint)rows[7] * stride);
        float x0 = input[rows[0]], x1 = input[rows[1]], x2 = input[rows[2]], x3 = input[rows[3]];
        float x4 = input[rows[4]], x5 = input[rows[5]], x6 = input[rows[6]], x7 = input[rows[7]];
        nuint j = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> v0 = Vector512.Create(x0), v1 = Vector512.Create(x1), v2 = Vector512.Create(x2), v3 = Vector512.Create(x3);
            Vector512<float> v4 = Vector512.Create(x4), v5 = Vector512.Create(x5), v6 = Vector512.Create(x6), v7 = Vector512.Create(x7);
            for (; j + 16 <= (nuint)width; j += 16)
            {
                Vector512<float> s = Vector512.LoadUnsafe(ref sum, j);
                s = Vector512.FusedMultiplyAdd(v0, Vector512.LoadUnsafe(ref w0, j), s);
                s = Vector512.FusedMultiplyAdd(v1, Vector512.LoadUnsafe(ref w1, j), s);
                s = Vector512.FusedMultiplyAdd(v2, Vector512.LoadUnsafe(ref w2, j), s);
                s = Vector512.FusedMultiplyAdd(v3, Vector512.LoadUnsafe(ref w3, j), s);
                s = Vector512.FusedMultiplyAdd(v4, Vector512.LoadUnsafe(ref w4, j), s);
                s = Vector512.FusedMultiplyAdd(v5, Vector512.LoadUnsafe(ref w5, j), s);
                s = Vector512.FusedMultiplyAdd(v6, Vector512.LoadUnsafe(ref w6, j), s);
                s = Vector512.FusedMultiplyAdd(v7, Vector512.LoadUnsafe(ref w7, j), s);
                s.StoreUnsafe(ref sum, j);
            }
        }
        for (; j + (nuint)Vector<float>.Count <= (nuint)width; j += (nuint)Vector<float>.Count)
        {
            Vector<float> s = Vector.LoadUnsafe(ref sum, j);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x0), Vector.LoadUnsafe(ref w0, j), s);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x1), Vector.LoadUnsafe(ref w1, j), s);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x2), Vector.LoadUnsafe(ref w2, j), s);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x3), Vector.LoadUnsafe(ref w3, j), s);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x4), Vector.LoadUnsafe(ref w4, j), s);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x5), Vector.LoadUnsafe(ref w5, j), s);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x6), Vector.LoadUnsafe(ref w6, j), s);
            s = Vector.FusedMultiplyAdd(new Vector<float>(x7), Vector.LoadUnsafe(ref w7, j), s);
            s.StoreUnsafe(ref sum, j);
        }
        for (; j < (nuint)width; j++)
        {
            float s = MathF.FusedMultiplyAdd(x0, Unsafe.Add(ref w0, j), sums[(int)j]);
            s = MathF.FusedMultiplyAdd(x1, Unsafe.Add(ref w1, j), s);
            s = MathF.FusedMultiplyAdd(x2, Unsafe.Add(ref w2, j), s);
            s = MathF.FusedMultiplyAdd(x3, Unsafe.Add(ref w3, j), s);
            s = MathF.FusedMultiplyAdd(x4, Unsafe.Add(ref w4, j), s);
            s = MathF.FusedMultiplyAdd(x5, Unsafe.Add(ref w5, j), s);
            s = MathF.FusedMultiplyAdd(x6, Unsafe.Add(ref w6, j), s);
            sums[(int)j] = MathF.FusedMultiplyAdd(x7, Unsafe.Add(ref w7, j), s);
        }
    }

    private static void AddOne(float x, ref float row, Span<float> sums)
    {
        ref float sum = ref MemoryMarshal.GetReference(sums);
        var v = new Vector<float>(x);
        nuint j = 0;
        for (; j + (nuint)Vector<float>.Count <= (nuint)sums.Length; j += (nuint)Vector<float>.Count)
            Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref row, j), Vector.LoadUnsafe(ref sum, j)).StoreUnsafe(ref sum, j);
        for (; j < (nuint)sums.Length; j++)
            sums[(int)j] = MathF.FusedMultiplyAdd(x, Unsafe.Add(ref row, j), sums[(int)j]);
    }

    private static void Add(ReadOnlySpan<float> sums, Span<float> output)
    {
        int j = 0;
        for (; j + Vector<float>.Count <= output.Length; j += Vector<float>.Count)
            (new Vector<float>(output[j..]) + new Vector<float>(sums[j..])).CopyTo(output[j..]);
        for (; j < output.Length; j++)
            output[j] += sums[j];
    }
}
