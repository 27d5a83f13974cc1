// Ids come in whatever width a program counts in; as long as they are whole numbers that fit, nothing has to be
// converted by hand.
namespace Vdsh.Data.Formats;

internal static class IdArray
{
    /// <summary>The ids of an array as int64.</summary>
    /// <param name="array">Whole numbers of shape (n,).</param>
    /// <exception cref="InputException">It holds other numbers, has another shape, or a number does not fit
    /// int64.</exception>
    public static long[] Read(StoredArray array)
    {
        string found = $"{array.Name} holds {array.Type} values of shape {StoredArray.Describe(array.Shape)}";
        if (array.Type is ElementType.Boolean or ElementType.Float16 or ElementType.Float32 or ElementType.Float64)
        {
            string code = array.Type == ElementType.Boolean ? "b1" : "f";
            throw new InputException(
                $"{found}, but ids are whole numbers, such as int64, of shape (n,); "
                    + $"{TypeAdvice.For(code, ArrayUse.Ids)}.");
        }
        if (array.Shape.Length != 1)
        {
            string mend = array.Shape.Length == 0 ? "numpy.atleast_1d(array)"
                : "array.ravel(), if it has one id for each item";
            throw new InputException($"{found}, but ids are whole numbers, such as int64, of shape (n,); save {mend}.");
        }
        return array.Type switch
        {
            ElementType.UInt8 => Array.ConvertAll((byte[])array.Values, value => (long)value),
            ElementType.Int8 => Array.ConvertAll((sbyte[])array.Values, value => (long)value),
            ElementType.UInt16 => Array.ConvertAll((ushort[])array.Values, value => (long)value),
            ElementType.UInt32 => Array.ConvertAll((uint[])array.Values, value => (long)value),
            ElementType.UInt64 => FromUInt64((ulong[])array.Values, array.Name),
            ElementType.Int16 => Array.ConvertAll((short[])array.Values, value => (long)value),
            ElementType.Int32 => Array.ConvertAll((int[])array.Values, value => (long)value),
            _ => (long[])array.Values,
        };
    }

    private static long[] FromUInt64(ulong[] values, string name)
    {
        int beyond = Array.FindIndex(values, value => value > long.MaxValue);
        return beyond < 0
            ? Array.ConvertAll(values, value => (long)value)
            : throw new InputException(
                $"{name}: the id at row {beyond} (counted from 0) is {values[beyond]}, beyond 2^63-1; renumber the "
                    + "ids.");
    }
}
