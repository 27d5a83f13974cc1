// The format of MNIST: big-endian sizes, no names.
using System.Buffers.Binary;

namespace Vdsh.Fuzz.Readers;

internal sealed class IdxInputs() : ArrayFile("idx", "input-ubyte")
{
    protected override IEnumerable<Part[]> CreateSeeds()
    {
        yield return Of(0x08, [3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        yield return Of(0x08, [4], [0, 1, 2, 1]);
        yield return Of(0x09, [4, 1], [0, 1, 2, 1]);
        yield return Of(0x08, [4, 2], [0, 1, 0, 1, 1, 1, 1, 0]);
        yield return Of(0x0B, [2, 2], [0, 1, 0, 2, 0, 3, 0, 4]);
        yield return Of(0x0C, [2, 1], [0, 0, 0, 1, 0, 0, 0, 2]);
        yield return Of(0x0D, [1, 2], [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]);
        yield return Of(0x0E, [2, 1], [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]);
        yield return Of(0x08, [0, 2], []);
    }

    private static Part[] Of(byte type, int[] shape, byte[] values)
    {
        byte[] header = new byte[4 + 4 * shape.Length];
        header[2] = type;
        header[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), shape[i]);
        return [new Part(PartKind.Numbers, header, [1, 1, 1, 1, .. shape.Select(_ => 4)]), new Part(PartKind.Data, values)];
    }
}
