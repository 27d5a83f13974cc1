// A result file is either whole or absent: a crash, a full disk or Ctrl-C must never leave half of one under the name that was asked for.
namespace Vdsh.Data;

/// <summary>Writes files so that readers see the old content or the new, never a part.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it over <paramref name="path"/>. When anything fails
    /// the temporary file is removed and what was at <paramref name="path"/> is untouched.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content to the stream it is given; need not close it.</param>
    /// <exception cref="InputException">The path is a folder, its folder does not exist, or a file cannot be created there.</exception>
    /// <exception cref="IOException">Writing failed later, for example because the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        EnsureWritableName(path);
        string fullPath = Path.GetFullPath(path);
        string temporary = TemporaryPath(fullPath);
        FileStream stream = Create(temporary, path);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            Replace(temporary, fullPath, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Checks, before hours of work, that a result can be written: its folder exists, it is no folder itself, and files can be created there.</summary>
    /// <exception cref="InputException">A file cannot be written there.</exception>
    public static void EnsureWritable(string path)
    {
        EnsureWritableName(path);
        string temporary = TemporaryPath(Path.GetFullPath(path));
        Create(temporary, path).Dispose();
        File.Delete(temporary);
    }

    /// <summary>Removes the temporary files that writers of <paramref name="path"/> left when they were killed. Not for files that others may be writing now.</summary>
    public static void RemoveLeftovers(string path)
    {
        string fullPath = Path.GetFullPath(path);
        foreach (string leftover in Directory.EnumerateFiles(Path.GetDirectoryName(fullPath)!, TemporaryName(fullPath, "*")))
            File.Delete(leftover);
    }

    private static string TemporaryPath(string fullPath)
        => Path.Combine(Path.GetDirectoryName(fullPath)!, TemporaryName(fullPath, Guid.NewGuid().ToString("N")));

    private static string TemporaryName(string fullPath, string unique) => $".{Path.GetFileName(fullPath)}.{unique}.tmp";

    private static void EnsureWritableName(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new InputException("The name of the output file is empty; give a path.");
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            throw new InputException($"{path} is a folder; give the path of a file to write.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (folder == "/dev")
            throw new InputException($"{path} is a device, and a rename would replace it; give the path of a file to write.");
        if (!Directory.Exists(folder))
        {
            throw new InputException(File.Exists(folder)
                ? $"{path} cannot be written: {folder} is a file, not a folder; choose another place."
                : $"{path} cannot be written: the folder {folder} does not exist; create it or choose another place.");
        }
    }

    private static FileStream Create(string temporary, string path)
    {
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be written: {Path.GetDirectoryName(temporary)} does not let files be created ({e.Message}); choose another place.", e);
        }
    }

    private static void Replace(string temporary, string fullPath, string path)
    {
        try
        {
            File.Move(temporary, fullPath, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be replaced: {e.Message}; choose another name.", e);
        }
    }
}
