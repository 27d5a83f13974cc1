// A result file is either whole or absent: a crash, a full disk or Ctrl-C must never leave half of one under the name that was asked for.
using Vdsh.Data.Outputs;

namespace Vdsh.Data;

/// <summary>
/// Writes files so that readers see the old content or the new, never a part. A symbolic link stays, and the file behind it is
/// replaced; the new file has the mode, owner, group and attributes of the old. <see cref="StandardStreams.OutputPath"/> is
/// standard output, which receives the bytes as they come; pipes, sockets and devices are refused.
/// </summary>
/// <remarks>
/// Thread safety: safe for concurrent use; of several writers of one file the last wins, and readers see one of them
/// whole.
/// </remarks>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it over <paramref name="path"/>. When
    /// anything fails the temporary file is removed and what was at <paramref name="path"/> is untouched. Temporary files that
    /// killed writers of the same name left are removed.
    /// </summary>
    /// <param name="path">The file to create or replace, or standard output.</param>
    /// <param name="write">Writes the content to the stream it is given, without seeking where the stream cannot; need not close it.</param>
    /// <exception cref="InputException">The path is no file that can be replaced, its folder does not exist or takes no file.</exception>
    /// <exception cref="IOException">Writing failed later, for example because the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        if (StandardStreams.IsOutput(path))
        {
            StandardStreams.Write(write);
            return;
        }
        using var temporary = TemporaryFile.Create(OutputTarget.Of(path), path);
        write(temporary.Stream);
        temporary.Replace();
    }

    /// <summary>Checks, before hours of work, that <see cref="Write"/> will be able to do its part.</summary>
    /// <exception cref="InputException">A file cannot be written there.</exception>
    public static void EnsureWritable(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (StandardStreams.IsOutput(path))
            StandardStreams.RequireOutput();
        else
            TemporaryFile.Create(OutputTarget.Of(path), path).Dispose();
    }
}
