// Writes numpy's own format, so that every result opens with numpy.load.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Vdsh.Data.Formats;

internal static class NpyWriter
{
    private const int ChunkElements = 1 << 20;

    /// <summary>Writes a version 1.0 .npy file, little-endian, C order, its header padded to a multiple of 64 bytes as numpy does.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="values">The elements in C order; byte, int, long, float or double.</param>
    /// <param name="shape">The dimensions; their product is the number of values.</param>
    /// <exception cref="ArgumentException">The type is not written, or shape and number of values differ.</exception>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values, ReadOnlySpan<int> shape) where T : unmanaged
    {
        long count = 1;
        foreach (int size in shape)
            count *= size;
        if (count != values.Length)
            throw new ArgumentException($"{values.Length} values do not have the shape {StoredArray.Describe(shape)}.", nameof(shape));
        stream.Write(Header(TypeCode<T>(), StoredArray.Describe(shape)));
        for (int start = 0; start < values.Length; start += Math.Min(ChunkElements, values.Length - start))
        {
            ReadOnlySpan<T> part = values.Slice(start, Math.Min(ChunkElements, values.Length - start));
            if (!BitConverter.IsLittleEndian)
                throw new PlatformNotSupportedException("Arrays are written on little-endian machines only.");
            stream.Write(MemoryMarshal.AsBytes(part));
        }
    }

    private static byte[] Header(string type, string shape)
    {
        string dictionary = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        int total = (10 + dictionary.Length + 1 + 63) / 64 * 64;
        byte[] header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        NpyHeader.Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - 10));
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }

    private static string TypeCode<T>()
    {
        if (typeof(T) == typeof(byte))
            return "|u1";
        if (typeof(T) == typeof(int))
            return "<i4";
        if (typeof(T) == typeof(long))
            return "<i8";
        if (typeof(T) == typeof(float))
            return "<f4";
        return typeof(T) == typeof(double) ? "<f8" : throw new ArgumentException(
            $"Arrays of {typeof(T).Name} are not written; byte, int, long, float and double are.");
    }
}
