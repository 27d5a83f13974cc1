// A name may lead to a file, a folder, a pipe or a device, and two names to the same one; the system tells them apart.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vdsh.Data.Outputs;

/// <summary>What lies behind a name.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file in it.</param>
/// <param name="Mode">Kind and permissions as Unix keeps them; a regular file on Windows.</param>
/// <param name="Owner">Number of the owner; 0 on Windows.</param>
/// <param name="Group">Number of the group; 0 on Windows.</param>
internal readonly partial record struct FileStatus(ulong Device, ulong Inode, uint Mode, uint Owner, uint Group)
{
    private const uint KindMask = 0xF000, Pipe = 0x1000, CharacterDevice = 0x2000, Folder = 0x4000, BlockDevice = 0x6000;
    private const uint Regular = 0x8000, Socket = 0xC000, AnyWrite = 0x92;

    public bool IsRegular => (Mode & KindMask) == Regular;

    /// <summary>Whether nobody may write to it.</summary>
    public bool IsReadOnly => (Mode & AnyWrite) == 0;

    /// <summary>The permissions, with the bits for set-user-id and the like.</summary>
    public UnixFileMode Permissions => (UnixFileMode)(Mode & 0xFFF);

    /// <summary>The kind in words: "a pipe".</summary>
    public string Kind => (Mode & KindMask) switch
    {
        Pipe => "a pipe",
        CharacterDevice or BlockDevice => "a device",
        Folder => "a folder",
        Socket => "a socket",
        _ => "a file",
    };

    /// <summary>The status behind a name; null where there is nothing, or on systems other than Linux and Windows.</summary>
    public static FileStatus? Of(string path)
    {
        if (OperatingSystem.IsLinux())
            return UnixNative.Status(path);
        return OperatingSystem.IsWindows() && File.Exists(path) ? OfWindows(path) : null;
    }

    private static FileStatus? OfWindows(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return GetFileInformationByHandle(file, out FileInformation found)
                ? new FileStatus(
                    found.Volume, (ulong)found.IndexHigh << 32 | found.IndexLow,
                    Regular | (((FileAttributes)found.Attributes).HasFlag(FileAttributes.ReadOnly) ? 0 : AnyWrite), 0, 0)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, out FileInformation information);

    // BY_HANDLE_FILE_INFORMATION of fileapi.h: 13 words of 32 bits.
    [StructLayout(LayoutKind.Explicit, Size = 52)]
    private struct FileInformation
    {
        [FieldOffset(0)]
        public uint Attributes;

        [FieldOffset(28)]
        public uint Volume;

        [FieldOffset(44)]
        public uint IndexHigh;

        [FieldOffset(48)]
        public uint IndexLow;
    }
}
