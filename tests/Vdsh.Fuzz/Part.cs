// A mutation that knows what a piece of a file is reaches code that random bytes never reach.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Vdsh.Fuzz;

/// <summary>A piece of an input.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Fields">Numbers only: bytes of each number in turn; empty where they are not known.</param>
internal sealed record Part(PartKind Kind, byte[] Bytes, params int[] Fields)
{
    /// <summary>Text in UTF-8.</summary>
    public static Part Text(string text) => new(PartKind.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>Values, little-endian.</summary>
    public static Part Data<T>(params ReadOnlySpan<T> values) where T : unmanaged
        => new(PartKind.Data, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Numbers of a header: (bytes, value), little-endian.</summary>
    public static Part Numbers(params ReadOnlySpan<(int Size, long Value)> fields)
    {
        List<byte> bytes = [];
        List<int> sizes = [];
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach ((int size, long value) in fields)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            bytes.AddRange(number[..size]);
            sizes.Add(size);
        }
        return new Part(PartKind.Numbers, [.. bytes], [.. sizes]);
    }

    /// <summary>The same piece with other bytes.</summary>
    public Part With(byte[] bytes) => this with { Bytes = bytes };
}
