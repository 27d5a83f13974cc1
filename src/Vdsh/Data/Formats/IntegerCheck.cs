// Networks compute in float32, which holds whole numbers exactly up to 2^24 only: two larger ids or times could become
// one number.
using System.Numerics;

namespace Vdsh.Data.Formats;

internal static class IntegerCheck
{
    // Bits of the significand of float32.
    private const int Precision = 24;

    /// <summary>Refuses integers that float32 cannot hold exactly.</summary>
    /// <param name="array">Features of any type, n x ...</param>
    /// <exception cref="InputException">There is such a number; the message names its place.</exception>
    public static void EnsureExact(StoredArray array)
    {
        long wrong = array.Type switch
        {
            ElementType.Int32 => Find((int[])array.Values),
            ElementType.UInt32 => Find((uint[])array.Values),
            ElementType.Int64 => Find((long[])array.Values),
            ElementType.UInt64 => Find((ulong[])array.Values),
            _ => -1,
        };
        if (wrong < 0)
            return;
        long columns = array.Values.Length / array.Rows;
        string place = array.FortranOrder ? $"row {wrong % array.Rows}"
            : $"row {wrong / columns}, column {wrong % columns}";
        throw new InputException(
            $"{array.Name}: the value at {place} (counted from 0) is {array.Values.GetValue(wrong)}, which float32 "
                + "cannot hold exactly (whole numbers beyond 2^24); "
            + "leave out columns that are ids, subtract the smallest value, or accept rounding with "
            + "array.astype('float32').");
    }

    private static int Find<T>(T[] values) where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            UInt128 magnitude = (UInt128)Int128.Abs(Int128.CreateTruncating(values[i]));
            if (magnitude >> Precision != 0 && !IsExact((ulong)magnitude))
                return i;
        }
        return -1;
    }

    private static bool IsExact(ulong magnitude)
        => 64 - BitOperations.LeadingZeroCount(magnitude) - BitOperations.TrailingZeroCount(magnitude) <= Precision;
}
