// Where bytes come from: a file, a pipe under a file's name, or standard input.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>Opens what an input option names.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class InputSource
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Opens a source for reading.</summary>
    /// <param name="path">A file, a FIFO, or <see cref="StandardInput"/>.</param>
    /// <param name="cancellation">Ends the wait for a pipe, here and in the reads that follow.</param>
    /// <returns>The bytes: a file that can seek, or a pipe, which cannot.</returns>
    /// <exception cref="InputException">There is no such file, or it is a folder, empty, or cannot be
    /// opened.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public static Stream Open(string path, CancellationToken cancellation = default)
    {
        if (path == StandardInput)
            return new PipeInput(Console.OpenStandardInput(), cancellation);
        EnsureExists(path);
        FileStream file;
        try
        {
            // The reader has its own buffer.
            file = InputWait.For(
                () => new FileStream(
                    path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan),
                    cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException($"{path} cannot be opened: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        if (!file.CanSeek)
            return new PipeInput(file, cancellation);
        if (file.Length > 0)
            return file;
        file.Dispose();
        throw new InputException($"{path} is empty (0 bytes); create it again.");
    }

    /// <summary>
    /// Refuses pipes and standard input where a format has to be read out of order, or more than once.
    /// </summary>
    /// <param name="path">The name of the file, or archive.npz:array.</param>
    /// <param name="why">What needs a file, for the message: "a model is read out of order".</param>
    /// <param name="cancellation">Ends the wait for a pipe that nobody writes to.</param>
    /// <exception cref="InputException">It is no file.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public static void RequireFile(string path, string why, CancellationToken cancellation = default)
    {
        using Stream source = Open(InputFile.SplitArrayName(path).File, cancellation);
        if (source is PipeInput)
            throw NoFile(path, why);
    }

    /// <summary>The refusal of a pipe.</summary>
    internal static InputException NoFile(string path, string why)
        => new($"{(path == StandardInput ? "standard input" : path)} cannot be used here: {why}, which needs a real "
            + "file; save it and give its name.");

    private static void EnsureExists(string path)
    {
        if (path.Length == 0)
            throw new InputException("The file name is empty; give the path of a file.");
        if (Directory.Exists(path))
            throw new InputException($"{path} is a folder; give the path of a file.");
        if (!File.Exists(path))
            throw new InputException(
                $"{path} does not exist; check the path (looked for at {Path.GetFullPath(path)}).");
    }
}
