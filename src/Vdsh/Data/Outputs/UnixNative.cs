// .NET says nothing about the identity, the owner and the kind of a file; the system does, in a few calls.
using System.Runtime.InteropServices;
using System.Text;

namespace Vdsh.Data.Outputs;

/// <summary>Calls of the C library. <see cref="Status"/> and the extended attributes are Linux's.</summary>
internal static unsafe partial class UnixNative
{
    // fcntl.h, unistd.h, linux/stat.h, linux/limits.h
    private const int CurrentFolder = -100, GetDescriptorFlags = 1, CloseOnExec = 1, WriteAccess = 2;
    private const uint BasicStatus = 0x7FF;
    private const int LongestPath = 4096;

    /// <summary>What a name leads to, behind all links; null where there is nothing or it cannot be asked.</summary>
    public static FileStatus? Status(string path)
    {
        try
        {
            return GetStatus(CurrentFolder, path, 0, BasicStatus, out StatusBuffer status) == 0
                ? new FileStatus(
                    (ulong)status.DeviceMajor << 32 | status.DeviceMinor, status.Inode, status.Mode, status.Owner, status.Group)
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The path without links of a file or folder that exists; null where there is none.</summary>
    public static string? RealPath(string path)
    {
        byte[] buffer = new byte[LongestPath];
        fixed (byte* start = buffer)
        {
            return Resolve(path, start) is null
                ? null
                : Encoding.UTF8.GetString(buffer.AsSpan(0, buffer.AsSpan().IndexOf((byte)0)));
        }
    }

    /// <summary>Gives a file to an owner and a group.</summary>
    /// <returns>Null, or why the system refused.</returns>
    public static string? ChangeOwner(string path, uint owner, uint group)
        => SetOwner(path, owner, group) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    /// <summary>Asks for the right to write to a file without opening it.</summary>
    /// <returns>Null, or why this process may not.</returns>
    public static string? WhyNotWritable(string path) => Access(path, WriteAccess) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    /// <summary>
    /// Whether the program was started with this descriptor open. Where it was not, the first file that the runtime opened has
    /// the number; that one is closed on exec, which an inherited descriptor cannot be.
    /// </summary>
    public static bool IsInherited(int descriptor)
        => Control(descriptor, GetDescriptorFlags) is var flags && flags >= 0 && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, out StatusBuffer status);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* Resolve(string path, byte* resolved);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetOwner(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    // struct statx of linux/stat.h, the same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatusBuffer
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
