// Access lists and labels hang on a file as extended attributes; a file that takes another's place must have the same.
using System.Runtime.InteropServices;
using System.Text;

namespace Vdsh.Data.Outputs;

/// <summary>Extended attributes of Linux; where a file system has none, there is nothing to copy.</summary>
internal static unsafe partial class ExtendedAttributes
{
    // linux/limits.h: XATTR_LIST_MAX and XATTR_SIZE_MAX.
    private const int MostBytes = 1 << 16;

    // The system gives these by its own rules.
    private static readonly string[] OfTheSystem = ["security.", "trusted."];

    /// <summary>Copies all attributes that a user can set.</summary>
    /// <returns>Null, or why the system refused one.</returns>
    public static string? Copy(string from, string to)
    {
        byte[] buffer = new byte[MostBytes];
        fixed (byte* bytes = buffer)
        {
            int length = (int)List(from, bytes, MostBytes);
            if (length <= 0)
                return null;
            foreach (string name in Encoding.UTF8.GetString(buffer, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                if (OfTheSystem.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
                    continue;
                int size = (int)Get(from, name, bytes, MostBytes);
                if (size >= 0 && Set(to, name, bytes, (nuint)size, 0) != 0)
                    return $"{name}: {Marshal.GetLastPInvokeErrorMessage()}";
            }
        }
        return null;
    }

    [LibraryImport("libc", EntryPoint = "listxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint List(string path, byte* names, nuint size);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string path, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Set(string path, string name, byte* value, nuint size, int flags);
}
