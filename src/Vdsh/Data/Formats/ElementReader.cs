// The one place where array values enter memory: sizes are checked before anything is allocated, and values land in their final array.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vdsh.Data.Formats;

internal static class ElementReader
{
    private const int ChunkBytes = 1 << 22;

    // As many as NumPy has.
    private const int MaxDimensions = 64;

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Boolean => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Reads all elements of an array and makes sure that the file ends with them.</summary>
    /// <param name="reader">Positioned on the first element.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The dimensions, from <see cref="CheckShape"/>.</param>
    /// <param name="bigEndian">Whether multi-byte elements are stored most significant byte first.</param>
    /// <exception cref="InputException">The file is truncated or longer than the array.</exception>
    public static Array Read(ByteReader reader, ElementType type, int[] shape, bool bigEndian)
    {
        long count = 1;
        foreach (int size in shape)
            count *= size;
        string what = $"{StoredArray.Describe(shape)} values of type {type}";
        reader.EnsureCanHold(count * SizeOf(type), what);
        bool swap = bigEndian == BitConverter.IsLittleEndian;
        Array values = type switch
        {
            ElementType.UInt8 or ElementType.Boolean => ReadValues<byte>(reader, (int)count, what),
            ElementType.Int8 => ReadValues<sbyte>(reader, (int)count, what),
            ElementType.UInt16 => ReadValues<ushort>(reader, (int)count, what, swap),
            ElementType.UInt32 => ReadValues<uint>(reader, (int)count, what, swap),
            ElementType.UInt64 => ReadValues<ulong>(reader, (int)count, what, swap),
            ElementType.Int16 => ReadValues<short>(reader, (int)count, what, swap),
            ElementType.Int32 => ReadValues<int>(reader, (int)count, what, swap),
            ElementType.Int64 => ReadValues<long>(reader, (int)count, what, swap),
            ElementType.Float16 => ReadValues<Half>(reader, (int)count, what, swap),
            ElementType.Float32 => ReadValues<float>(reader, (int)count, what, swap),
            _ => ReadValues<double>(reader, (int)count, what, swap),
        };
        reader.EnsureEnd(what);
        if (type == ElementType.Boolean && ((byte[])values).AsSpan().IndexOfAnyExcept((byte)0, (byte)1) is int wrong and >= 0)
            throw new InputException($"{reader.Name}: value {wrong} of the bool array is {((byte[])values)[wrong]}, neither 0 nor 1; the file is damaged.");
        return values;
    }

    /// <summary>Checks dimensions before anything is allocated: an array must fit one .NET array.</summary>
    /// <exception cref="InputException">There are more dimensions than NumPy knows, one is negative, or the array has
    /// more than about 2^31 elements.</exception>
    public static int[] CheckShape(ReadOnlySpan<long> shape, string name)
    {
        if (shape.Length > MaxDimensions)
        {
            throw new InputException(
                $"{name}: an array of {shape.Length} dimensions; at most {MaxDimensions} are read, so the header is damaged.");
        }
        int[] checkedShape = new int[shape.Length];
        Int128 count = 1;
        bool tooLarge = false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] < 0)
                throw new InputException($"{name}: dimension {i} is {shape[i]}; the header is damaged.");
            tooLarge |= shape[i] > Array.MaxLength;
            checkedShape[i] = (int)Math.Min(shape[i], Array.MaxLength);
            // An empty dimension must not hide the others: n x d is computed from them.
            count *= Math.Max(1, checkedShape[i]);
            tooLarge |= count > Array.MaxLength;
            count = Int128.Min(count, (Int128)Array.MaxLength + 1);
        }
        if (tooLarge)
            throw new InputException($"{name}: an array of {StoredArray.Describe(shape)} has more than 2^31 elements, the most that is read; split the file.");
        return checkedShape;
    }

    private static T[] ReadValues<T>(ByteReader reader, int count, string what, bool swap = false) where T : unmanaged
    {
        T[] values = GC.AllocateUninitializedArray<T>((int)Math.Min(count, reader.Credit / Unsafe.SizeOf<T>()));
        // A span of bytes cannot cover more than 2^31 of them, hence the chunks; a chunk is swapped while it is in the cache.
        int chunk = ChunkBytes / Unsafe.SizeOf<T>(), start = 0;
        while (start < count)
        {
            if (start == values.Length)
                Array.Resize(ref values, (int)Math.Min(count, 2L * values.Length));
            Span<T> part = values.AsSpan(start, Math.Min(chunk, values.Length - start));
            start += part.Length;
            reader.ReadExactly(MemoryMarshal.AsBytes(part), what);
            if (swap)
                ReverseEndianness(part);
        }
        return values;
    }

    private static void ReverseEndianness<T>(Span<T> values) where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<T, ushort>(values);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                Span<uint> doubleWords = MemoryMarshal.Cast<T, uint>(values);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            case 8:
                Span<ulong> quadWords = MemoryMarshal.Cast<T, ulong>(values);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }
    }
}
