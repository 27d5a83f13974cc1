// The .npy files that inputs start from, in pieces: magic, header, values.
using System.Runtime.InteropServices;
using System.Text;
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

/// <summary>Makes .npy files whose header length fits, mostly.</summary>
internal static class NpyParts
{
    /// <summary>Pieces of one file.</summary>
    public const int Count = 3;

    /// <summary>Names and types of header fields.</summary>
    public static readonly string[] Words =
    [
        "'descr'", "'fortran_order'", "'shape'", "True", "False", "'<f4'", "'>f8'", "'|u1'", "'<u2'", "'<u4'", "'<u8'", "'<i8'", "'|b1'", "'<f2'", "'|O'",
        "'<U5'", "'|S3'", "'<M8[ns]'", "[('a', '<f4')]", "()", "(0,)", "(1, 0)", "(4, 2)", "'", "\"descr\"", "''", "'<'", "'f4'", "'<f4", "(2147483647, 2147483647)",
    ];

    /// <summary>Good files: (type, shape, values).</summary>
    public static IEnumerable<Part[]> Seeds()
    {
        yield return Of("<f4", "(4, 3)", Bytes<float>(1, 2, 3, 4, 5.5f, 6, 7, 8, 9, 10, 11, 12));
        yield return Of(">f8", "(2, 3)", Reversed(Bytes<double>(1, 2, 3, 4, 5, 6.5)));
        yield return Of("<f2", "(3, 2)", Bytes((Half)1, (Half)2, (Half)3, (Half)(-1), (Half)0.5, (Half)7));
        yield return Of("<f4", "(2, 3, 2)", Bytes<float>(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), fortran: true);
        yield return Of("|u1", "(4, 2)", [1, 2, 3, 4, 255, 0, 7, 8]);
        yield return Of("|u1", "(4, 2)", [1, 2, 3, 4, 255, 0, 7, 8], fortran: true);
        yield return Of("|u1", "(0, 2)", []);
        yield return Of("<u2", "(2, 2)", Bytes<ushort>(1, 2, 3, 4));
        yield return Of("<u4", "(2, 2)", Bytes<uint>(1, 2, 3, 4));
        yield return Of("<u8", "(3, 1)", Bytes<ulong>(1, ulong.MaxValue, 3));
        yield return Of("<i8", "(4,)", Bytes<long>(3, 1, 2, 0));
        yield return Of("<i4", "(4, 1)", Bytes<int>(3, 1, 2, 0));
        yield return Of("<i2", "(4,)", Bytes<short>(3, 1, 2, 0));
        yield return Of("|i1", "(4,)", Bytes<sbyte>(3, 1, 2, 0));
        yield return Of("|b1", "(3, 4)", [1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0]);
        yield return Of("<f4", "(2, 8)", Bytes<float>(1, -1, 1, -1, 1, 1, -1, -1, -1, 1, 1, 1, -1, -1, 1, 1));
        yield return Of("<f4", "(4,)", Bytes<float>(0, 1, 2, 1));
        yield return Of("<f4", "(3, 2)", Bytes<float>(0, 1, 1, 0, 1, 1), version: 2);
    }

    /// <summary>The file of three pieces.</summary>
    public static byte[] Join(ReadOnlySpan<Part> parts, SeededRandom random)
    {
        byte[] magic = parts[0].Bytes, header = parts[1].Bytes;
        long length = random.NextInt32(24) == 0 ? Mutations.Limits.Integer(random) : header.Length;
        byte[] size = BitConverter.GetBytes(length)[..(magic.Length > 6 && magic[6] > 1 ? 4 : 2)];
        return [.. magic, .. size, .. header, .. parts[2].Bytes];
    }

    private static Part[] Of(string type, string shape, byte[] values, bool fortran = false, byte version = 1)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}";
        byte[] magic = [0x93, .. Encoding.ASCII.GetBytes("NUMPY"), version, 0];
        return [new Part(PartKind.Numbers, magic, 6, 1, 1), Part.Text(header.PadRight(117) + "\n"), new Part(PartKind.Data, values)];
    }

    private static byte[] Bytes<T>(params ReadOnlySpan<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private static byte[] Reversed(byte[] doubles) => [.. doubles.Chunk(sizeof(double)).SelectMany(number => number.Reverse())];
}
