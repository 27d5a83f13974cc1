// The logistic functions of whole rows: the objectives call them for every pair and triplet of a batch, where the scalar library would dominate.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>exp and its relatives on vectors, to about 2 units in the last place; NaN is passed on.</summary>
internal static unsafe class ExponentialMath
{
    // The range in which 2^n and the result are normal numbers.
    private const float LowestExponent = -86f, HighestExponent = 88f;
    private const float Log2OfE = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    // Adding 1.5 2^23 rounds to the nearest integer and leaves it in the low bits of the mantissa.
    private const float RoundingShift = 12582912f;
    private const int MantissaBits = 23;

    // Below this the series of tanh is exact to the last place; above it (1 - t)/(1 + t) does not cancel.
    private const float TanhSeriesBelow = 0.3f;

    /// <summary>e^x, x taken into -86..88.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        Vector<float> low = new(LowestExponent), high = new(HighestExponent);
        x = Vector.ConditionalSelect(Vector.LessThan(x, low), low, x);
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, x);
        Vector<float> shifted = Vector.FusedMultiplyAdd(x, new(Log2OfE), new(RoundingShift));
        Vector<float> n = shifted - new Vector<float>(RoundingShift);
        Vector<float> r = Vector.FusedMultiplyAdd(n, new(-Ln2High), x);
        r = Vector.FusedMultiplyAdd(n, new(-Ln2Low), r);

        // The polynomial of Cephes' expf.
        Vector<float> p = Vector.FusedMultiplyAdd(new(1.9875691500e-4f), r, new(1.3981999507e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new(8.3334519073e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new(4.1665795894e-2f));
        p = Vector.FusedMultiplyAdd(p, r, new(1.6666665459e-1f));
        p = Vector.FusedMultiplyAdd(p, r, new(5.0000001201e-1f));
        p = Vector.FusedMultiplyAdd(p, r * r, r + Vector<float>.One);
        Vector<int> power = Vector.ShiftLeft(Vector.AsVectorInt32(shifted), MantissaBits) + Vector.AsVectorInt32(Vector<float>.One);
        return p * Vector.AsVectorSingle(power);
    }

    /// <summary>log(1 + e^-|x|) needs log(1 + t) for t in 0..1; with s = t/(2 + t) it is 2 atanh(s), a fast series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> LogOnePlus(Vector<float> t)
    {
        Vector<float> s = t / (t + new Vector<float>(2f)), square = s * s;
        Vector<float> p = Vector.FusedMultiplyAdd(new(2f / 15), square, new(2f / 13));
        p = Vector.FusedMultiplyAdd(p, square, new(2f / 11));
        p = Vector.FusedMultiplyAdd(p, square, new(2f / 9));
        p = Vector.FusedMultiplyAdd(p, square, new(2f / 7));
        p = Vector.FusedMultiplyAdd(p, square, new(2f / 5));
        p = Vector.FusedMultiplyAdd(p, square, new(2f / 3));
        return Vector.FusedMultiplyAdd(p, square * s, s + s);
    }

    /// <summary>1/(1 + e^-x) from t = e^-|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x, Vector<float> t)
    {
        Vector<float> inverse = Vector<float>.One / (Vector<float>.One + t);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), t * inverse, inverse);
    }

    /// <summary>max(x, 0), NaN passed on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Positive(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);

    /// <summary>tanh(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> size = Vector.Abs(x), square = x * x;
        Vector<float> t = Exp(size * new Vector<float>(-2f));
        Vector<float> large = Vector.CopySign((Vector<float>.One - t) / (Vector<float>.One + t), x);
        Vector<float> p = Vector.FusedMultiplyAdd(new(-1382f / 155925), square, new(62f / 2835));
        p = Vector.FusedMultiplyAdd(p, square, new(-17f / 315));
        p = Vector.FusedMultiplyAdd(p, square, new(2f / 15));
        p = Vector.FusedMultiplyAdd(p, square, new(-1f / 3));
        Vector<float> small = Vector.FusedMultiplyAdd(p, square * x, x);
        return Vector.ConditionalSelect(Vector.LessThan(size, new(TanhSeriesBelow)), small, large);
    }

    /// <summary>Up to a vector of values from memory, zeros after them, so that a row's last elements go through the same arithmetic.</summary>
    public static Vector<float> LoadPart(float* source, int count)
    {
        float* values = stackalloc float[Vector<float>.Count];
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(values, count));
        return Vector.Load(values);
    }

    /// <summary>The first elements of a vector to memory.</summary>
    public static void StorePart(Vector<float> vector, float* destination, int count)
    {
        float* values = stackalloc float[Vector<float>.Count];
        vector.Store(values);
        new ReadOnlySpan<float>(values, count).CopyTo(new Span<float>(destination, count));
    }
}
