// The elementwise loops over one row of floats, vectorised; every other file only says which matrices go through them.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>Operations on runs of <c>count</c> floats.</summary>
internal static unsafe class RowMath
{
    // Beyond it the double well's cubic force would outgrow the objective's.
    private const float WellBound = 2f;

    /// <summary>Sum of a .* b in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(float* a, float* b, int count)
    {
        LaneSum lanes = default;
        int i = 0;
        for (; i <= count - LaneSum.Step; i += LaneSum.Step)
            lanes.Add(a + i, b + i);
        double rest = 0;
        for (; i < count; i++)
            rest += (double)a[i] * b[i];
        return lanes.Total + rest;
    }

    /// <summary>target = keep target + alpha source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blend(float keep, float* target, float alpha, float* source, int count)
    {
        int i = 0;
        Vector<float> keeps = new(keep), alphas = new(alpha);
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            Vector.FusedMultiplyAdd(alphas, Vector.Load(source + i), keeps * Vector.Load(target + i)).Store(target + i);
        for (; i < count; i++)
            target[i] = MathF.FusedMultiplyAdd(alpha, source[i], keep * target[i]);
    }

    /// <summary>target = factor source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float factor, float* source, int count, float* target)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(source + i) * factor).Store(target + i);
        for (; i < count; i++)
            target[i] = factor * source[i];
    }

    /// <summary>values = max(values, 0), NaN passed on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Relu(float* values, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(values + i);
            Vector.ConditionalSelect(Vector.LessThanOrEqual(value, Vector<float>.Zero), Vector<float>.Zero, value).Store(values + i);
        }

        for (; i < count; i++)
            values[i] = values[i] <= 0 ? 0 : values[i];
    }

    /// <summary>values = 0 wherever mask &gt; 0 does not hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mask(float* values, float* mask, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(values + i);
            Vector.ConditionalSelect(Vector.GreaterThan(Vector.Load(mask + i), Vector<float>.Zero), value, Vector<float>.Zero).Store(values + i);
        }

        for (; i < count; i++)
            values[i] = mask[i] > 0 ? values[i] : 0;
    }

    /// <summary>gradient = -t max(0, 1 - t h), NaN passed on; returns the sum of 1/2 max(0, 1 - t h)^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredHinge(float* outputs, float* targets, float* gradient, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> target = Vector.Load(targets + i);
            Vector<float> margin = Vector<float>.One - (target * Vector.Load(outputs + i));
            margin = Vector.ConditionalSelect(Vector.LessThanOrEqual(margin, Vector<float>.Zero), Vector<float>.Zero, margin);
            (-target * margin).Store(gradient + i);
        }

        for (; i < count; i++)
        {
            float margin = 1 - (targets[i] * outputs[i]);
            gradient[i] = -targets[i] * (margin <= 0 ? 0 : margin);
        }

        // The targets are +-1, so the square of the gradient is the square of the violated margin.
        return Dot(gradient, gradient, count) / 2;
    }

    /// <summary>bits = sgn(outputs) with sgn(0) = +1; NaN gives -1, as it gives a clear bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sign(float* outputs, float* bits, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            SignOf(Vector.Load(outputs + i)).Store(bits + i);
        for (; i < count; i++)
            bits[i] = outputs[i] >= 0 ? 1 : -1;
    }

    /// <summary>bits = tanh(outputs).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tanh(float* outputs, float* bits, int count)
    {
        int i = 0, w = Vector<float>.Count;
        for (; i <= count - w; i += w)
            ExponentialMath.Tanh(Vector.Load(outputs + i)).Store(bits + i);
        if (i < count)
            ExponentialMath.StorePart(ExponentialMath.Tanh(ExponentialMath.LoadPart(outputs + i, count - i)), bits + i, count - i);
    }

    /// <summary>gradient *= 1 - bits^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ChainTanh(float* bits, float* gradient, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(bits + i);
            (Vector.Load(gradient + i) * (Vector<float>.One - (value * value))).Store(gradient + i);
        }

        for (; i < count; i++)
            gradient[i] *= 1 - (bits[i] * bits[i]);
    }

    /// <summary>force = clip(factor gradient + pull (sgn(outputs) - outputs), -clip, clip), NaN passed on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Force(float* gradient, float* outputs, float factor, float pull, float clip, float* force, int count)
    {
        int i = 0;
        Vector<float> factors = new(factor), pulls = new(pull), high = new(clip), low = new(-clip);
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> output = Vector.Load(outputs + i);
            Vector<float> value = (factors * Vector.Load(gradient + i)) + (pulls * (SignOf(output) - output));
            value = Vector.ConditionalSelect(Vector.GreaterThan(value, high), high, value);
            Vector.ConditionalSelect(Vector.LessThan(value, low), low, value).Store(force + i);
        }

        for (; i < count; i++)
        {
            float value = (factor * gradient[i]) + (pull * ((outputs[i] >= 0 ? 1 : -1) - outputs[i]));
            force[i] = value > clip ? clip : value < -clip ? -clip : value;
        }
    }

    /// <summary>force = clip(factor gradient - pull/2 (h^2 - 1) h, -clip, clip) with h = outputs within -2..2, NaN passed on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DoubleWellForce(float* gradient, float* outputs, float factor, float pull, float clip, float* force, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float h = outputs[i] > WellBound ? WellBound : outputs[i] < -WellBound ? -WellBound : outputs[i];
            float value = (factor * gradient[i]) - (pull / 2 * ((h * h) - 1) * h);
            force[i] = value > clip ? clip : value < -clip ? -clip : value;
        }
    }

    /// <summary>Zero if all are finite, NaN otherwise: a product with zero is zero for finite values only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float FiniteProbe(float* values, int count)
    {
        int i = 0, w = Vector<float>.Count;
        Vector<float> probe0 = default, probe1 = default;
        for (; i <= count - (2 * w); i += 2 * w)
        {
            probe0 += Vector.Load(values + i) * Vector<float>.Zero;
            probe1 += Vector.Load(values + i + w) * Vector<float>.Zero;
        }

        float probe = Vector.Sum(probe0 + probe1);
        for (; i < count; i++)
            probe += values[i] * 0;
        return probe;
    }

    /// <summary>words = the bits outputs[i] &gt;= 0, 64 to a word, padding bits zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackSigns(float* outputs, int count, ulong* words)
    {
        for (int first = 0; first < count; first += 64)
        {
            int bits = Math.Min(64, count - first);
            ulong word = 0;
            int i = 0;
            for (; i <= bits - 4; i += 4)
            {
                Vector128<float> set = Vector128.GreaterThanOrEqual(Vector128.Load(outputs + first + i), Vector128<float>.Zero);
                word |= (ulong)set.ExtractMostSignificantBits() << i;
            }

            for (; i < bits; i++)
                word |= (outputs[first + i] >= 0 ? 1UL : 0UL) << i;
            words[first / 64] = word;
        }
    }

    private static Vector<float> SignOf(Vector<float> value) =>
        Vector.ConditionalSelect(Vector.GreaterThanOrEqual(value, Vector<float>.Zero), Vector<float>.One, -Vector<float>.One);
}
