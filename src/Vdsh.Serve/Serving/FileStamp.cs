// Whether a file is another one than before is looked at every second, so it must cost little; length and time alone
// miss a copy that kept both.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vdsh.Serve.Serving;

/// <summary>Length, time and a sample of the content of a file; the default where there is none.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was written last.</param>
/// <param name="Content">
/// A hash of the whole of a small file, or of pages spread over a large one. The first of them holds the checksum of an
/// index of this library.
/// </param>
internal readonly record struct FileStamp(long Length, DateTime Written, UInt128 Content)
{
    private const int Page = 4096;
    private const int Pages = 16;

    public static FileStamp Of(string? path)
    {
        if (path is null)
            return default;
        FileSystemInfo file = new FileInfo(FileOf(path));
        try
        {
            // Of a link, what it leads to.
            if (file.LinkTarget is not null)
                file = file.ResolveLinkTarget(returnFinalTarget: true)!;
            // What has no length may be a pipe, which must not be opened.
            if (file is not FileInfo { Exists: true } found)
                return default;
            return new FileStamp(found.Length, found.LastWriteTimeUtc, found.Length > 0 ? Sample(found.FullName)
                : default);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Replaced between two looks: the next look sees the new one.
            return default;
        }
    }

    /// <summary>The file that holds what a path names: archive.npz:name is a part of archive.npz.</summary>
    public static string FileOf(string path)
    {
        int part = path.IndexOf(".npz:", StringComparison.OrdinalIgnoreCase);
        return part < 0 ? path : path[..(part + ".npz".Length)];
    }

    private static UInt128 Sample(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] bytes = new byte[Math.Min(stream.Length, Page * Pages)];
        if (stream.Length <= bytes.Length)
        {
            stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        else
        {
            for (int page = 0; page < Pages; page++)
            {
                stream.Position = (stream.Length - Page) * page / (Pages - 1);
                stream.ReadAtLeast(bytes.AsSpan(page * Page, Page), Page, throwOnEndOfStream: false);
            }
        }
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(bytes));
    }
}
