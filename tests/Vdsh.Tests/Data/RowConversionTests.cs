// The vectorised conversions against the plain ones, over all values of the small types and lengths around the vector width.
using System.Numerics;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class RowConversionTests : DataTestBase
{
    private static void AssertConverted<T>(T[] values, Func<T, float> reference) where T : unmanaged, INumberBase<T>
    {
        float[] result = [.. Enumerable.Repeat(-77f, values.Length + 1)];
        RowConversion.ToSingle<T>(values, result);
        for (int i = 0; i < values.Length; i++)
        {
            float expected = reference(values[i]);
            bool same = float.IsNaN(expected) ? float.IsNaN(result[i]) : BitConverter.SingleToUInt32Bits(expected) == BitConverter.SingleToUInt32Bits(result[i]);
            if (!same)
                Assert.Fail($"{values[i]} became {result[i]} instead of {expected} at index {i} of {values.Length}.");
        }
        Assert.That(result[^1], Is.EqualTo(-77f), "the tail of the destination stays");
    }

    [Test]
    public void Every_half_is_converted_exactly() => AssertConverted(
        [.. Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))], (Half value) => (float)value);

    [Test]
    public void Every_byte_is_converted_exactly() => AssertConverted([.. Enumerable.Range(0, 256).Select(value => (byte)value)], (byte value) => value);

    [Test]
    public void Any_length_is_converted([Values(0, 1, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100)] int length)
    {
        var random = new SeededRandom(9, (ulong)length);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => (byte)random.NextUInt64())], (byte value) => value);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => (Half)random.NextGaussian())], (Half value) => (float)value);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => random.NextGaussian() * 1e38)], (double value) => (float)value);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => (float)random.NextGaussian())], (float value) => value);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => (int)random.NextUInt64())], (int value) => value);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => (long)random.NextUInt64())], (long value) => value);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => (short)random.NextUInt64())], (short value) => value);
        AssertConverted([.. Enumerable.Range(0, length).Select(_ => (sbyte)random.NextUInt64())], (sbyte value) => value);
    }

    [Test]
    public void Doubles_beyond_float_become_infinite() => AssertConverted(
        [1e300, -1e300, double.NaN, double.Epsilon, 1e-42, 0, -0.0, 16777217, .. new double[9]], (double value) => (float)value);
}
