// Results of several arrays (ids and distances) go out as one file.
using System.IO.Compression;

namespace Vdsh.Data;

/// <summary>Writes several named arrays as numpy's .npz archive.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class NpzFile
{
    // The zip format dates its entries; a fixed date keeps equal results equal byte for byte.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes an archive, atomically; equal arrays give equal bytes.</summary>
    /// <param name="path">The file to create or replace; for standard output the archive is made in a temporary file first.</param>
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
            if (stream.CanSeek)
                Write(stream, compress, arrays);
            else
                WriteThroughFile(stream, compress, arrays);
        });
    }

    // A zip archive names sizes before contents, and goes back to fill them in.
    private static void WriteThroughFile(Stream stream, bool compress, NpzArray[] arrays)
    {
        string path = Path.GetTempFileName();
        FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, options);
        // Unix keeps a file without a name for as long as it is open; then a killed run leaves nothing.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        Write(file, compress, arrays);
        file.Position = 0;
        file.CopyTo(stream);
    }

    private static void Write(Stream stream, bool compress, NpzArray[] arrays)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (NpzArray array in arrays)
        {
            ZipArchiveEntry entry = archive.CreateEntry(array.Name + ".npy", compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = EntryTime;
            using Stream content = entry.Open();
            array.WriteTo(content);
        }
    }
}
