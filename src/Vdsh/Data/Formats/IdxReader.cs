// Reads IDX, the format in which MNIST and its successors are published.
using System.Buffers.Binary;

namespace Vdsh.Data.Formats;

internal static class IdxReader
{
    /// <summary>Reads a whole IDX file: two zero bytes, type, rank, dimensions as big-endian int32, then the values, big-endian, in C order.</summary>
    /// <exception cref="InputException">The magic number or type is unknown, or the file is truncated or too long.</exception>
    public static StoredArray Read(ByteReader reader)
    {
        Span<byte> magic = stackalloc byte[4];
        reader.ReadExactly(magic, "IDX header");
        if (magic[0] != 0 || magic[1] != 0)
            throw new InputException($"{reader.Name} does not start with the IDX magic (two zero bytes) but with {Convert.ToHexString(magic)}; it is damaged or of another format.");
        ElementType type = magic[2] switch
        {
            0x08 => ElementType.UInt8,
            0x09 => ElementType.Int8,
            0x0B => ElementType.Int16,
            0x0C => ElementType.Int32,
            0x0D => ElementType.Float32,
            0x0E => ElementType.Float64,
            _ => throw new InputException(
                $"{reader.Name} has IDX element type 0x{magic[2]:X2}; 08 (uint8), 09 (int8), 0B (int16), 0C (int32), 0D (float32) and 0E (float64) exist."),
        };
        long[] shape = new long[magic[3]];
        Span<byte> size = stackalloc byte[4];
        for (int i = 0; i < shape.Length; i++)
        {
            reader.ReadExactly(size, "IDX header");
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(size);
        }
        int[] checkedShape = ElementReader.CheckShape(shape, reader.Name);
        return new StoredArray(reader.Name, type, checkedShape, FortranOrder: false, ElementReader.Read(reader, type, checkedShape, bigEndian: true));
    }
}
