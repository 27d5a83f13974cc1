// Results of several arrays (ids and distances) go out as one file.
using System.IO.Compression;

namespace Vdsh.Data;

/// <summary>Writes several named arrays as numpy's .npz archive.</summary>
public static class NpzFile
{
    // The zip format dates its entries; a fixed date keeps equal results equal byte for byte.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes an archive, atomically; equal arrays give equal bytes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="compress">Whether to deflate (numpy.savez_compressed) or to store (numpy.savez).</param>
    /// <param name="arrays">The arrays; their names must differ.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">Two arrays have the same name.</exception>
    public static void Write(string path, bool compress, params NpzArray[] arrays)
    {
        if (arrays.DistinctBy(array => array.Name).Count() != arrays.Length)
            throw new ArgumentException("Two arrays have the same name.", nameof(arrays));
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (NpzArray array in arrays)
            {
                ZipArchiveEntry entry = archive.CreateEntry(array.Name + ".npy", compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = EntryTime;
                using Stream content = entry.Open();
                array.WriteTo(content);
            }
        });
    }
}
