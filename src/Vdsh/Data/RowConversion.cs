// Training reads millions of rows, so bytes, halves and doubles become floats with vector instructions; every other type takes a plain loop.
using System.Numerics;
using System.Runtime.InteropServices;

namespace Vdsh.Data;

internal static class RowConversion
{
    /// <summary>Converts values to float32 with round-to-nearest; values outside the range of float32 become infinite.</summary>
    /// <param name="source">d values.</param>
    /// <param name="destination">Receives d values.</param>
    public static void ToSingle<T>(ReadOnlySpan<T> source, Span<float> destination) where T : unmanaged, INumberBase<T>
    {
        if (typeof(T) == typeof(float))
            MemoryMarshal.Cast<T, float>(source).CopyTo(destination);
        else if (typeof(T) == typeof(byte))
            FromBytes(MemoryMarshal.Cast<T, byte>(source), destination);
        else if (typeof(T) == typeof(Half))
            FromHalves(MemoryMarshal.Cast<T, ushort>(source), destination);
        else if (typeof(T) == typeof(double))
            FromDoubles(MemoryMarshal.Cast<T, double>(source), destination);
        else
            for (int i = 0; i < source.Length; i++)
                destination[i] = float.CreateTruncating(source[i]);
    }

    private static void FromBytes(ReadOnlySpan<byte> source, Span<float> destination)
    {
        int step = Vector<byte>.Count, quarter = Vector<float>.Count, i = 0;
        for (; i <= source.Length - step; i += step)
        {
            Vector.Widen(new Vector<byte>(source[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Span<float> target = destination.Slice(i, step);
            // Signed conversion is one instruction everywhere; unsigned is not before AVX-512.
            Vector.ConvertToSingle(Vector.AsVectorInt32(first)).CopyTo(target);
            Vector.ConvertToSingle(Vector.AsVectorInt32(second)).CopyTo(target[quarter..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(third)).CopyTo(target[(2 * quarter)..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(fourth)).CopyTo(target[(3 * quarter)..]);
        }
        for (; i < source.Length; i++)
            destination[i] = source[i];
    }

    private static void FromHalves(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        int step = Vector<ushort>.Count, i = 0;
        for (; i <= source.Length - step; i += step)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out Vector<uint> low, out Vector<uint> high);
            HalfBitsToSingle(low).CopyTo(destination[i..]);
            HalfBitsToSingle(high).CopyTo(destination[(i + step / 2)..]);
        }
        for (; i < source.Length; i++)
            destination[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
    }

    private static Vector<float> HalfBitsToSingle(Vector<uint> bits)
    {
        // Read as a float, exponent and fraction of the half are too small by the difference of the biases, 2^(127-15): one exact product mends
        // normal and subnormal numbers alike. Infinities and NaN need the exponent of all ones.
        Vector<uint> magnitude = bits & new Vector<uint>(0x7FFF);
        Vector<uint> scaled = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude << 13) * new Vector<float>(BitConverter.UInt32BitsToSingle(239u << 23)));
        Vector<uint> special = Vector.GreaterThan(magnitude, new Vector<uint>(0x7BFF)) & new Vector<uint>(0x7F800000);
        return Vector.AsVectorSingle(scaled | special | ((bits & new Vector<uint>(0x8000)) << 16));
    }

    private static void FromDoubles(ReadOnlySpan<double> source, Span<float> destination)
    {
        int step = Vector<float>.Count, i = 0;
        for (; i <= source.Length - step; i += step)
            Vector.Narrow(new Vector<double>(source[i..]), new Vector<double>(source[(i + step / 2)..])).CopyTo(destination[i..]);
        for (; i < source.Length; i++)
            destination[i] = (float)source[i];
    }
}
