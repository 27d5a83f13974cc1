// numpy has no type for codes: they come as packed bytes, as packed words, or as one number a bit, and the numbers
// often tell which.
using System.Numerics;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Data.Formats;

namespace Vdsh.Search;

/// <summary>
/// Takes an array for codes. Floats, bools and int16 to int64 hold one number a bit: 0 and 1, or -1 and +1. uint8, int8
/// and uint16 to uint64 are packed, the lowest bit first, unless they hold nothing but 0 and 1 (or -1 and +1): then a
/// number of bits, or the form, has to tell.
/// </summary>
internal static class CodeArray
{
    private const string Forms = "codes are packed (uint8 of n x ceil(bits/8) bytes, int8, uint16, uint32 or uint64) "
        + "or one number a bit (0 and 1, or -1 and +1)";

    /// <summary>Reads codes.</summary>
    /// <param name="array">n x c numbers.</param>
    /// <param name="wanted">Bits of a code.</param>
    /// <param name="form">How the numbers hold codes.</param>
    /// <exception cref="InputException">The numbers are no codes, are not as long as wanted, or may be codes in two
    /// ways.</exception>
    public static CodeFile Read(StoredArray array, WantedBits wanted, CodeForm form)
    {
        string found = $"{array.Name} holds {array.Type} values of shape {StoredArray.Describe(array.Shape)}";
        if (array.Shape.Length != 2)
            throw new InputException(
                $"{found}, but {Forms}, n x columns; array.reshape(-1, 1) makes one number a code of n numbers.");
        if (array.Shape[1] == 0)
            throw new InputException($"{found}: no columns; {Forms}.");
        // By element type, not by the array's own: the runtime takes an sbyte[] for a byte[].
        return array.Type switch
        {
            ElementType.UInt8 => Read<byte>(array, found, wanted, form, packedBits: 8),
            ElementType.Int8 => Read<sbyte>(array, found, wanted, form, packedBits: 8),
            ElementType.UInt16 => Read<ushort>(array, found, wanted, form, packedBits: 16),
            ElementType.UInt32 => Read<uint>(array, found, wanted, form, packedBits: 32),
            ElementType.UInt64 => Read<ulong>(array, found, wanted, form, packedBits: 64),
            ElementType.Boolean => Read<byte>(array, found, wanted, form, packedBits: 0),
            ElementType.Int16 => Read<short>(array, found, wanted, form, packedBits: 16),
            ElementType.Int32 => Read<int>(array, found, wanted, form, packedBits: 32),
            ElementType.Int64 => Read<long>(array, found, wanted, form, packedBits: 64),
            ElementType.Float16 => Read<Half>(array, found, wanted, form, packedBits: 0),
            ElementType.Float32 => Read<float>(array, found, wanted, form, packedBits: 0),
            _ => Read<double>(array, found, wanted, form, packedBits: 0),
        };
    }

    // Bits of a number that is packed; 0: numbers of this type are never packed.
    private static CodeFile Read<T>(StoredArray array, string found, WantedBits wanted, CodeForm form, int packedBits)
        where T : unmanaged, INumber<T>
    {
        if (form == CodeForm.Packed && packedBits == 0)
            throw new InputException($"{found}, which cannot be packed codes (--codes-as packed); {Forms}.");
        var bits = BitValues.Of((T[])array.Values);
        bool isPacked = form == CodeForm.Packed
            || (form == CodeForm.Auto && IsPacked(array, found, wanted, bits, packedBits));
        if (isPacked)
            return ReadPacked<T>(array, wanted, packedBits);
        if (!bits.AreBits)
            throw NoBits<T>(array, found, bits);
        return ReadBits<T>(array, wanted, bits);
    }

    private static bool IsPacked(StoredArray array, string found, WantedBits wanted, BitValues bits, int packedBits)
    {
        bool mayBePacked = array.Type is ElementType.UInt8 or ElementType.Int8
            or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;
        if (!mayBePacked || !bits.AreBits || array.Rows == 0)
            return mayBePacked;
        int columns = array.Shape[1];
        if (wanted.Bits is int length)
        {
            // A single column of -1 and +1 for codes of one bit is no packed byte: that would have padding bits set.
            bool fits = (length + packedBits - 1) / packedBits == columns;
            return length != columns || (fits && !bits.HasMinus);
        }
        if (bits is { HasMinus: true, HasOne: true } && columns > 1)
            return false;
        // One column of 0 and 1: all distances are the same either way.
        if (columns == 1 && !bits.HasMinus)
            return true;
        throw new InputException(
            $"{found}, all of them {bits.Describe()}: that may be {columns} bits a code, "
            + $"or {(long)columns * packedBits} packed ones. "
            + $"Say which: --codes-as bits or --codes-as packed, or --bits {columns}.");
    }

    private static CodeFile ReadPacked<T>(StoredArray array, WantedBits wanted, int packedBits)
        where T : unmanaged, INumber<T>
    {
        int rows = array.Rows, columns = array.Shape[1];
        long all = (long)columns * packedBits;
        if ((wanted.Bits + packedBits - 1) / packedBits is int needed && needed != columns)
            throw wanted.Misfit(
                array.Name, packedBits == 8 ? $"{columns} bytes" : $"{columns} words of {packedBits} bits");
        int length = wanted.Bits ?? (int)Math.Min(all, int.MaxValue);
        HashCodes codes = CodeDatabase.Named(array.Name, () =>
        {
            if (array is { Type: ElementType.UInt8, FortranOrder: false })
                return HashCodes.FromBytes((byte[])array.Values, rows, length);
            var words = new CodeWords(rows, length);
            var values = (T[])array.Values;
            ulong mask = ulong.MaxValue >> (64 - packedBits);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                    words.Put(row, column * packedBits,
                        ulong.CreateTruncating(values[Place(array, row, column)]) & mask);
            }
            return words.ToCodes();
        });
        string? taken = array.Type == ElementType.UInt8 ? null
            : $"{array.Name}: {codes}, packed in {array.Type} numbers, the lowest bit first.";
        return new CodeFile(codes, null) { Taken = taken };
    }

    private static CodeFile ReadBits<T>(StoredArray array, WantedBits wanted, BitValues bits)
        where T : unmanaged, INumber<T>
    {
        int rows = array.Rows, columns = array.Shape[1];
        if (wanted.Bits is int length && length != columns)
            throw wanted.Misfit(array.Name, $"{columns} numbers, one for each bit");
        HashCodes codes = CodeDatabase.Named(array.Name, () =>
        {
            var words = new CodeWords(rows, columns);
            var values = (T[])array.Values;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    if (values[Place(array, row, column)] > T.Zero)
                        words.Put(row, column, 1);
                }
            }
            return words.ToCodes();
        });
        return new CodeFile(codes, null)
        {
            Taken = $"{array.Name}: {codes}, one {array.Type} number a bit ({bits.Describe()}).",
        };
    }

    private static int Place(StoredArray array, int row, int column)
        => array.FortranOrder ? column * array.Rows + row : row * array.Shape[1] + column;

    private static InputException NoBits<T>(StoredArray array, string found, BitValues bits)
        where T : unmanaged, INumber<T>
    {
        if (bits.Other < 0)
            return new InputException($"{found}, -1, 0 and 1 among them; {Forms}.");
        int place = bits.Other, columns = array.Shape[1];
        (int row, int column) = array.FortranOrder ? (place % array.Rows, place / array.Rows)
            : (place / columns, place % columns);
        string value = MessageText.Escape(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{((T[])array.Values)[place]}"));
        return new InputException(
            $"{found}, but {Forms}; the one at row {row}, column {column} (counted from 0) is {value}. "
            + "Encode features with 'vdsh encode' first.");
    }
}
