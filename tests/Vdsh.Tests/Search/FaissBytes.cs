// The files of faiss, byte by byte as its index_write.cpp writes them, so that reading is tested where faiss is not
// installed.
using System.Buffers.Binary;
using Vdsh.Codes;

namespace Vdsh.Tests.Search;

internal static class FaissBytes
{
    /// <summary>Letters, bits, bytes of a code, number of codes, trained, metric.</summary>
    public static byte[] Header(string kind, int bits, long count)
        => [.. System.Text.Encoding.ASCII.GetBytes(kind), .. Int(bits), .. Int(bits / 8), .. Long(count), 1, .. Int(1)];

    public static byte[] Flat(HashCodes codes)
        => [.. Header("IBxF", codes.Bits, codes.Count), .. Vector(1, Bytes(codes))];

    public static byte[] Map(string kind, byte[] inner, int bits, long[] ids)
        => [.. Header(kind, bits, ids.Length), .. inner, .. Longs(ids)];

    /// <summary>
    /// Lists of rows, each with the ids given; of no list more than half are empty, or they are written as sparse.
    /// </summary>
    public static byte[] Inverted(HashCodes codes, int[][] lists, long[] ids, bool sparse, int directMap = 0)
    {
        byte[] quantizer = Flat(new HashCodes(new ulong[lists.Length * codes.WordsPerCode], lists.Length, codes.Bits));
        long[] sizes = sparse
            ? [.. Enumerable.Range(0, lists.Length).Where(list => lists[list].Length > 0).SelectMany(
                list => (long[])[list, lists[list].Length])]
            : [.. lists.Select(list => (long)list.Length)];
        byte[] map = directMap switch
        {
            0 => [0, .. Longs([])],
            1 => [1, .. Longs([.. Enumerable.Range(0, codes.Count).Select(row => (long)row)])],
            _ => [2, .. Longs([]), .. Long(1), .. Long(5), .. Long(0)],
        };
        return
        [
            .. Header("IBwF", codes.Bits, codes.Count), .. Long(lists.Length), .. Long(1), .. quantizer, .. map,
            .. "ilar"u8, .. Long(lists.Length), .. Long(codes.BytesPerCode), .. sparse ? "sprs"u8 : "full"u8,
                .. Longs(sizes),
            .. lists.Where(list => list.Length > 0).SelectMany(
                list => (byte[])[.. Bytes(codes.Select(list)), .. list.SelectMany(row => Long(ids[row]))]),
        ];
    }

    public static byte[] Hash(HashCodes codes, int[][] lists, long[] ids) =>
    [
        .. Header("IBHh", codes.Bits, codes.Count), .. Int(4), .. Int(1), .. Long(lists.Length), .. Int(3),
            .. Vector(1, new byte[(lists.Length * 7 + 7) / 8]),
        .. lists.SelectMany(
            list => (byte[])[.. Longs([.. list.Select(row => ids[row])]), .. Vector(1, Bytes(codes.Select(list)))]),
    ];

    public static byte[] MultiHash(HashCodes codes) =>
    [
        .. Header("IBHm", codes.Bits, codes.Count), .. Flat(codes), .. Int(4), .. Int(2), .. Int(1),
        .. Int(3), .. Long(2), .. Vector(1, new byte[5]), .. Int(3), .. Long(1), .. Vector(1, new byte[3]),
    ];

    public static byte[] Graph(HashCodes codes, bool cagra = false) =>
    [
        .. Header(cagra ? "IBHc" : "IBHf", codes.Bits, codes.Count), .. cagra ? (byte[])[1, 0, .. Int(32)] : [],
        .. Vector(8, new byte[16]), .. Vector(4, new byte[12]), .. Vector(4, new byte[4 * codes.Count]),
            .. Vector(8, new byte[8 * (codes.Count + 1)]),
        .. Vector(4, new byte[20]), .. Int(0), .. Int(1), .. Int(40), .. Int(16), .. Int(1), .. Flat(codes),
    ];

    public static byte[] Int(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Long(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Longs(long[] values) => [.. Long(values.Length), .. values.SelectMany(Long)];

    public static byte[] Vector(int bytesEach, byte[] content) => [.. Long(content.Length / bytesEach), .. content];

    public static byte[] Bytes(HashCodes codes)
    {
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        return bytes;
    }
}
