// File tests need a place of their own that vanishes afterwards, and files whose bytes are written by hand rather than by the code under test.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vdsh.Tests.Data;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vdsh-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, params ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A version 1, 2 or 3 .npy file around the given element bytes.</summary>
    public static byte[] Npy(string descr, string shape, ReadOnlySpan<byte> elements, bool fortran = false, int version = 1)
        => NpyWithHeader($"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}", elements, version);

    public static byte[] NpyWithHeader(string dictionary, ReadOnlySpan<byte> elements, int version = 1)
    {
        int prefix = version == 1 ? 10 : 12;
        string header = dictionary.PadRight((prefix + dictionary.Length + 1 + 63) / 64 * 64 - prefix - 1) + "\n";
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.UTF8.GetBytes(header), .. elements];
    }

    /// <summary>An IDX file of the given type code and dimensions.</summary>
    public static byte[] Idx(byte type, int[] shape, ReadOnlySpan<byte> elements)
    {
        byte[] sizes = new byte[4 * shape.Length];
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(sizes.AsSpan(4 * i), shape[i]);
        return [0, 0, type, (byte)shape.Length, .. sizes, .. elements];
    }

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal))
            stream.Write(content);
        return packed.ToArray();
    }

    public static byte[] Zip(bool compress, params (string Name, byte[] Content)[] entries)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                stream.Write(content);
            }
        }
        return packed.ToArray();
    }
}
