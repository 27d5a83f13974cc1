// Zip archives whose directory lies: sizes, methods, checksums and places that no library would write.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Vdsh.Data;
using Vdsh.Data.Formats;
using Vdsh.Fuzz.Mutations;

namespace Vdsh.Fuzz.Readers;

/// <summary>Writes zip archives by hand.</summary>
internal static class ZipParts
{
    private const ushort Stored = 0, Deflated = 8;

    // Other methods that archives use, and none that exists.
    private static readonly ushort[] Methods = [0, 8, 9, 12, 14, 93, 95, 99, ushort.MaxValue];

    /// <summary>An archive of the given files: right, or with a few lies.</summary>
    public static byte[] Join(IReadOnlyList<(byte[] Name, byte[] Content)> files, SeededRandom random)
    {
        bool lies = random.NextInt32(3) == 0;
        var archive = new MemoryStream();
        var directory = new MemoryStream();
        int count = 0;
        foreach ((byte[] name, byte[] content) in files)
        {
            // A name twice, sometimes.
            for (int copies = lies && random.NextInt32(16) == 0 ? 2 : 1; copies > 0; copies--, count++)
                Add(archive, directory, name, content, random, lies);
        }
        long start = archive.Length;
        archive.Write(directory.ToArray());
        byte[] end = new byte[22];
        "PK\u0005\u0006"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)start);
        archive.Write(lies && random.NextInt32(4) == 0 ? NumberMutator.Mutate(end, [4, 2, 2, 2, 2, 4, 4, 2], random) : end);
        return archive.ToArray();
    }

    private static void Add(MemoryStream archive, MemoryStream directory, byte[] name, byte[] content, SeededRandom random, bool lies)
    {
        ushort method = random.NextInt32(2) == 0 ? Stored : Deflated;
        byte[] packed = method == Stored ? content : Deflate(content);
        name = name.Length <= ushort.MaxValue ? name : name[..ushort.MaxValue];
        // From "version needed" to "length of the extra field", the same in both places.
        byte[] common = new byte[26];
        BinaryPrimitives.WriteUInt16LittleEndian(common, 20);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(4), lies && random.NextInt32(4) == 0 ? Methods[random.NextInt32(Methods.Length)] : method);
        BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(10), Crc32.Of(content));
        BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(14), (uint)packed.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(18), (uint)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(22), (ushort)name.Length);
        uint offset = (uint)archive.Length;
        int[] fields = [2, 2, 2, 2, 2, 4, 4, 4, 2, 2];
        archive.Write("PK\u0003\u0004"u8);
        archive.Write(lies && random.NextInt32(8) == 0 ? NumberMutator.Mutate(common, fields, random) : common);
        archive.Write(name);
        archive.Write(packed);
        byte[] rest = new byte[14];
        BinaryPrimitives.WriteUInt32LittleEndian(rest.AsSpan(10), offset);
        directory.Write("PK\u0001\u0002"u8);
        directory.Write([20, 3]);
        directory.Write(lies && random.NextInt32(4) == 0 ? NumberMutator.Mutate(common, fields, random) : common);
        directory.Write(lies && random.NextInt32(8) == 0 ? NumberMutator.Mutate(rest, [2, 2, 2, 4, 4], random) : rest);
        directory.Write(name);
    }

    private static byte[] Deflate(byte[] content)
    {
        var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(content);
        return packed.ToArray();
    }

    /// <summary>A name in an archive.</summary>
    public static Part Name(string name) => new(PartKind.Text, Encoding.UTF8.GetBytes(name));
}
