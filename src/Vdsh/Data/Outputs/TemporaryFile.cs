// A result grows under a name of its own until it is whole. The name is locked as long as its writer lives, so that the next
// writer can tell what a killed one left behind.
using System.Buffers;

namespace Vdsh.Data.Outputs;

/// <summary>The file beside a target that becomes the target. Disposing of it before <see cref="Replace"/> removes it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private const string End = ".tmp";
    private const int UniqueLength = 32;

    // Creating a file fails where another run takes it for a leftover before it is locked.
    private const int MostAttempts = 4;

    // A shared lock on Unix, so that a reader may have the file as soon as it has its name. Windows moves an open file only
    // where deleting it is allowed.
    private const FileShare Held = FileShare.Read | FileShare.Delete;

    // Granted only where nobody holds the file; on Windows the right to delete it is needed too.
    private static readonly FileShare Alone = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly OutputTarget target;
    private readonly string path;
    private readonly string shownPath;
    private bool isReplaced;

    private TemporaryFile(OutputTarget target, string path, string shownPath, FileStream stream)
    {
        this.target = target;
        this.path = path;
        this.shownPath = shownPath;
        Stream = stream;
    }

    /// <summary>Receives the content.</summary>
    public FileStream Stream { get; }

    /// <summary>Makes the file with owner, mode and attributes of the one that it will replace, and removes leftovers of killed runs.</summary>
    /// <param name="target">The file to replace.</param>
    /// <param name="shownPath">Its name as the user gave it, for messages.</param>
    /// <exception cref="InputException">The folder takes no file, or the file cannot be given to the owner of the old one.</exception>
    public static TemporaryFile Create(OutputTarget target, string shownPath)
    {
        var file = new TemporaryFile(target, Open(target, shownPath, out FileStream stream), shownPath, stream);
        try
        {
            file.TakeAfterExisting();
            file.RemoveLeftovers();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Flushes the content to the disk and renames the file over the target.</summary>
    /// <exception cref="InputException">The target cannot be replaced.</exception>
    public void Replace()
    {
        Stream.Flush(flushToDisk: true);
        try
        {
            // Still open and locked: nobody may take it for a leftover now.
            File.Move(path, target.Path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{shownPath} cannot be replaced: {exception.Message}; choose another name.", exception);
        }
        isReplaced = true;
    }

    public void Dispose()
    {
        if (!isReplaced)
            File.Delete(path);
        Stream.Dispose();
    }

    private static string Open(OutputTarget target, string shownPath, out FileStream stream)
    {
        for (int attempt = 1; ; attempt++)
        {
            string unique = Guid.NewGuid().ToString("N");
            string path = Path.Combine(target.Folder, $"{Start(target)}{unique}{End}");
            try
            {
                stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, Held, bufferSize: 1 << 16);
                if (File.Exists(path))
                    return path;
                stream.Dispose();
            }
            catch (IOException) when (attempt < MostAttempts)
            {
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new InputException(
                    $"{shownPath} cannot be written: {target.Folder} does not let files be created ({exception.Message}); choose another place.", exception);
            }
        }
    }

    private static string Start(OutputTarget target) => $".{Path.GetFileName(target.Path)}.";

    private void TakeAfterExisting()
    {
        if (target.Existing is not { } old || !OperatingSystem.IsLinux())
            return;
        FileStatus own = FileStatus.Of(path) ?? throw new InputException($"{shownPath} cannot be written: its temporary file is gone.");
        string? obstacle = (own.Owner, own.Group) == (old.Owner, old.Group) ? null : UnixNative.ChangeOwner(path, old.Owner, old.Group);
        obstacle ??= ExtendedAttributes.Copy(target.Path, path);
        if (obstacle is not null)
        {
            throw new InputException(
                $"{shownPath} cannot be replaced by a file of the same owner, group and attributes ({obstacle}); remove it first, or choose another name.");
        }
        File.SetUnixFileMode(Stream.SafeFileHandle, old.Permissions);
    }

    // A file that can be locked has no writer any more.
    private void RemoveLeftovers()
    {
        if (TryLock(path) is { } second)
        {
            // Locks mean nothing here, as on some network drives; then nobody can know.
            second.Dispose();
            return;
        }
        foreach (string leftover in Directory.EnumerateFiles(target.Folder, $".*{End}").Where(IsOfTarget))
        {
            using FileStream? dead = TryLock(leftover);
            if (dead is not null)
                File.Delete(leftover);
        }
    }

    private bool IsOfTarget(string leftover)
    {
        ReadOnlySpan<char> name = Path.GetFileName(leftover.AsSpan());
        string start = Start(target);
        return name.Length == start.Length + UniqueLength + End.Length && name.StartsWith(start, StringComparison.Ordinal)
            && name.EndsWith(End, StringComparison.Ordinal) && !name.Slice(start.Length, UniqueLength).ContainsAnyExcept(Digits);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Write, Alone, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
