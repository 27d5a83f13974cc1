// Whether a file is another one than before is told by its length and time, which cost nothing to look at every second.
namespace Vdsh.Serve.Serving;

/// <summary>Length and time of a file; the default where there is none.</summary>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    public static FileStamp Of(string? path)
    {
        if (path is null)
            return default;
        // archive.npz:name is a part of archive.npz.
        int part = path.IndexOf(".npz:", StringComparison.OrdinalIgnoreCase);
        var file = new FileInfo(part < 0 ? path : path[..(part + ".npz".Length)]);
        try
        {
            return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc) : default;
        }
        catch (IOException)
        {
            // Replaced between the two looks: the next look sees the new one.
            return default;
        }
    }
}
