// Standard output is the one place that results go to piece by piece; a program can also be started without it.
using Microsoft.Win32.SafeHandles;
using Vdsh.Data.Outputs;

namespace Vdsh.Data;

/// <summary>The standard streams of this process.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class StandardStreams
{
    /// <summary>The name under which writers take standard output, on every system.</summary>
    public const string OutputPath = "/dev/stdout";

    private const int OutputDescriptor = 1;
    private const int BufferBytes = 1 << 16;

    /// <summary>Whether a path means standard output.</summary>
    public static bool IsOutput(string path) => path is OutputPath or "/dev/fd/1" or "/proc/self/fd/1";

    /// <summary>
    /// Whether the program was started with a standard stream (0, 1 or 2). One that was closed must not be used: its number
    /// belongs to some file that was opened since.
    /// </summary>
    public static bool IsOpen(int descriptor) => OperatingSystem.IsWindows() || UnixNative.IsInherited(descriptor);

    /// <summary>Writes to standard output as the bytes come: no seeking, and what was written before a failure stays written.</summary>
    /// <exception cref="InputException">Standard output is closed.</exception>
    /// <exception cref="IOException">Its reader is gone, or the disk behind it is full.</exception>
    internal static void Write(Action<Stream> write)
    {
        RequireOutput();
        try
        {
            using Stream output = Open();
            using var buffered = new BufferedStream(output, BufferBytes);
            write(buffered);
            buffered.Flush();
        }
        catch (IOException exception)
        {
            throw new IOException($"Standard output did not take the whole result: {exception.Message}", exception);
        }
    }

    /// <summary>Checks that there is a standard output.</summary>
    /// <exception cref="InputException">It is closed.</exception>
    internal static void RequireOutput()
    {
        if (!IsOpen(OutputDescriptor))
            throw new InputException($"{OutputPath} cannot be written: standard output is closed; redirect it, or name a file.");
    }

    // The console's stream takes a pipe without a reader for success, so only a file is left to it: there a FileStream would keep
    // the position to itself, and whatever writes after this program would overwrite the result.
    private static Stream Open() => OperatingSystem.IsWindows() || FileIdentity.Of(OutputPath) is not null
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(OutputDescriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
