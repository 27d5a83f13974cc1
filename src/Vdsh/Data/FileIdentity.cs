// Two names can be one file: by links, by another spelling, through /dev/stdin. Who writes a file must know what else it is.
using Vdsh.Data.Outputs;

namespace Vdsh.Data;

/// <summary>
/// What all names of one file have in common: device and inode on Linux, volume and file index on Windows, the path without links
/// elsewhere. Comes from asking the system, so it is of the moment of asking.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public readonly record struct FileIdentity
{
    private FileIdentity(ulong device, ulong inode, string name)
    {
        Device = device;
        Inode = inode;
        Name = name;
    }

    internal ulong Device { get; }

    internal ulong Inode { get; }

    /// <summary>Name of a file that is not there yet, in the folder that the numbers mean.</summary>
    internal string Name { get; }

    /// <summary>The file that a name leads to; null where there is none, or something that is no regular file.</summary>
    public static FileIdentity? Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            return null;
        string fullPath = Path.GetFullPath(path);
        if (FileStatus.Of(fullPath) is { } status)
            return status.IsRegular ? new FileIdentity(status.Device, status.Inode, "") : null;
        return File.Exists(fullPath) ? OfName(fullPath) : null;
    }

    /// <summary>What writing to a name would create or replace, of whatever kind it is.</summary>
    public static FileIdentity OfTarget(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string fullPath = Path.GetFullPath(path);
        if (FileStatus.Of(fullPath) is { } status)
            return new FileIdentity(status.Device, status.Inode, "");
        fullPath = OutputTarget.FollowLinks(fullPath);
        return FileStatus.Of(Path.GetDirectoryName(fullPath) ?? fullPath) is { } folder
            ? new FileIdentity(folder.Device, folder.Inode, Path.GetFileName(fullPath))
            : OfName(fullPath);
    }

    private static FileIdentity OfName(string fullPath)
    {
        string path = OutputTarget.FollowLinks(fullPath);
        return new FileIdentity(0, 0, OperatingSystem.IsLinux() ? path : path.ToUpperInvariant());
    }
}
