// A command finds out that it cannot write before it works for an hour, and says which option named the place.
using Vdsh.Data;

namespace Vdsh.Cli.Output;

internal static class OutputPath
{
    /// <summary>Checks that a file can be written, leaving nothing behind.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="option">The option that named it, for the message.</param>
    /// <exception cref="InputException">No file can be written there.</exception>
    public static string Check(string path, string option)
    {
        try
        {
            AtomicFile.EnsureWritable(path);
            return path;
        }
        catch (InputException exception)
        {
            throw new InputException($"{option}: {exception.Message}", exception);
        }
    }

    /// <summary>Makes a directory for results, with those above it, and checks that files can be written in it.</summary>
    /// <exception cref="InputException">There is a file of that name, or nothing can be written there.</exception>
    public static string CheckDirectory(string path, string option)
    {
        if (File.Exists(path))
            throw new InputException($"{option}: {path} is a file; name a folder.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"{option}: the folder {path} cannot be made: {exception.Message} Choose another place.", exception);
        }
        Check(Path.Combine(path, "probe"), option);
        return path;
    }
}
