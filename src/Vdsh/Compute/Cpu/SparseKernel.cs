// A row of the left factor, without its zeros, times a section of the right one.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>Chains of fused multiply-adds in the registers, one for each column of a group.</summary>
internal static unsafe class SparseKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private static int GroupColumns => SparsePlan.GroupVectors * TLanes.Count;

    /// <summary>Continues the chains of some rows, or starts them from zero.</summary>
    /// <param name="part">The elements of the rows that take part.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="b">The section of b, rows of <see cref="SparsePlan.GroupVectors"/> vectors.</param>
    /// <param name="sums">The chains of the first row, so many vectors, then those of the next.</param>
    /// <param name="columns">Columns that are wanted; of the others sums may or may not be written.</param>
    /// <param name="first">Whether the chains start.</param>
    public static void Add(in NonZeroPart part, int rows, float* b, float* sums, int columns, bool first)
    {
        if (columns > 4 * TLanes.Count)
            Add<Count.Eight>(part, rows, b, sums, first);
        else if (columns > 2 * TLanes.Count)
            Add<Count.Four>(part, rows, b, sums, first);
        else if (columns > TLanes.Count)
            Add<Count.Two>(part, rows, b, sums, first);
        else
            Add<Count.One>(part, rows, b, sums, first);
    }

    /// <summary>to = activation(alpha sums + keep old) for one row.</summary>
    /// <param name="alpha">Factor of the sums.</param>
    /// <param name="sums">A row of chains that are complete.</param>
    /// <param name="keep">Factor of the old values, which are not read where it is 0.</param>
    /// <param name="old">Old values; may be where the new ones go.</param>
    /// <param name="rectifies">Whether the activation is a ReLU; else there is none.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="to">Receives the values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(float alpha, float* sums, float keep, float* old, bool rectifies, int columns, float* to)
    {
        TVector alphas = TLanes.Broadcast(alpha), keeps = TLanes.Broadcast(keep);
        int j = 0;
        for (; j <= columns - TLanes.Count; j += TLanes.Count)
        {
            TVector sum = TLanes.Load(sums + j);
            TVector value = keep == 0 ? TLanes.Multiply(alphas, sum) : TLanes.MultiplyAdd(alphas, sum, TLanes.Multiply(keeps, TLanes.Load(old + j)));
            TLanes.Store(rectifies ? TLanes.Rectify(value) : value, to + j);
        }
        for (; j < columns; j++)
        {
            float value = keep == 0 ? alpha * sums[j] : MathF.FusedMultiplyAdd(alpha, sums[j], keep * old[j]);
            to[j] = rectifies && value <= 0 ? 0 : value;
        }
    }

    /// <summary>to = activation(kept + (sums + bias)) for one row.</summary>
    /// <param name="sums">A row of chains that lack the bias.</param>
    /// <param name="bias">Biases.</param>
    /// <param name="kept">Sum of the blocks before, or null.</param>
    /// <param name="rectifies">Whether the activation is a ReLU; else there is none.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="to">Receives the values; may be the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(float* sums, float* bias, float* kept, bool rectifies, int columns, float* to)
    {
        int j = 0;
        for (; j <= columns - TLanes.Count; j += TLanes.Count)
        {
            TVector value = TLanes.Add(TLanes.Load(sums + j), TLanes.Load(bias + j));
            if (kept != null)
                value = TLanes.Add(TLanes.Load(kept + j), value);
            TLanes.Store(rectifies ? TLanes.Rectify(value) : value, to + j);
        }
        for (; j < columns; j++)
        {
            float value = sums[j] + bias[j];
            if (kept != null)
                value = kept[j] + value;
            to[j] = rectifies && value <= 0 ? 0 : value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TVectors>(in NonZeroPart part, int rows, float* b, float* sums, bool first)
        where TVectors : struct, ICount
    {
        int w = TLanes.Count;
        float* values = part.Values;
        int* starts = part.Starts;
        ushort* offsets = part.Offsets;
        byte* start = (byte*)b;
        for (int i = 0; i < rows; i++, sums += GroupColumns)
        {
            nint at = starts[i], end = starts[i + 1];
            if (at == end && !first)
                continue;
            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            if (!first)
            {
                s0 = TLanes.Load(sums);
                if (TVectors.Value > 1)
                    s1 = TLanes.Load(sums + w);
                if (TVectors.Value > 2)
                {
                    s2 = TLanes.Load(sums + (2 * w));
                    s3 = TLanes.Load(sums + (3 * w));
                }
                if (TVectors.Value > 4)
                {
                    s4 = TLanes.Load(sums + (4 * w));
                    s5 = TLanes.Load(sums + (5 * w));
                    s6 = TLanes.Load(sums + (6 * w));
                    s7 = TLanes.Load(sums + (7 * w));
                }
            }

            for (; at <= end - 4; at += 4)
            {
                // Few loads beside those of b: they are what the loop waits for.
                TVector four = TLanes.LoadFour(values + at);
                ulong rows4 = *(ulong*)(offsets + at);
                Continue<TVectors>(TLanes.OneOfFour(four, 0), (float*)(start + (ushort)rows4), ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                Continue<TVectors>(TLanes.OneOfFour(four, 1), (float*)(start + (ushort)(rows4 >> 16)), ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                Continue<TVectors>(TLanes.OneOfFour(four, 2), (float*)(start + (ushort)(rows4 >> 32)), ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                Continue<TVectors>(TLanes.OneOfFour(four, 3), (float*)(start + (rows4 >> 48)), ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            }
            for (; at < end; at++)
                Continue<TVectors>(TLanes.Broadcast(values[at]), (float*)(start + offsets[at]), ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);

            TLanes.Store(s0, sums);
            if (TVectors.Value > 1)
                TLanes.Store(s1, sums + w);
            if (TVectors.Value > 2)
            {
                TLanes.Store(s2, sums + (2 * w));
                TLanes.Store(s3, sums + (3 * w));
            }
            if (TVectors.Value > 4)
            {
                TLanes.Store(s4, sums + (4 * w));
                TLanes.Store(s5, sums + (5 * w));
                TLanes.Store(s6, sums + (6 * w));
                TLanes.Store(s7, sums + (7 * w));
            }
        }
    }

    // One more product in every chain.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Continue<TVectors>(TVector x, float* row, ref TVector s0, ref TVector s1, ref TVector s2, ref TVector s3, ref TVector s4, ref TVector s5, ref TVector s6,
        ref TVector s7)
        where TVectors : struct, ICount
    {
        int w = TLanes.Count;
        s0 = TLanes.MultiplyAdd(x, TLanes.Load(row), s0);
        if (TVectors.Value > 1)
            s1 = TLanes.MultiplyAdd(x, TLanes.Load(row + w), s1);
        if (TVectors.Value > 2)
        {
            s2 = TLanes.MultiplyAdd(x, TLanes.Load(row + (2 * w)), s2);
            s3 = TLanes.MultiplyAdd(x, TLanes.Load(row + (3 * w)), s3);
        }
        if (TVectors.Value > 4)
        {
            s4 = TLanes.MultiplyAdd(x, TLanes.Load(row + (4 * w)), s4);
            s5 = TLanes.MultiplyAdd(x, TLanes.Load(row + (5 * w)), s5);
            s6 = TLanes.MultiplyAdd(x, TLanes.Load(row + (6 * w)), s6);
            s7 = TLanes.MultiplyAdd(x, TLanes.Load(row + (7 * w)), s7);
        }
    }
}
