// A result replaces the file behind a name, and nothing else: no link, no pipe, no device, no file that somebody protected.
namespace Vdsh.Data.Outputs;

/// <summary>The file that a write to a name creates or replaces.</summary>
/// <param name="Path">Where it lies, behind all links.</param>
/// <param name="Existing">What is there now; null where there is nothing, or on systems that cannot say.</param>
internal sealed record OutputTarget(string Path, FileStatus? Existing)
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>The folder that receives the temporary file.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Follows the links of a name and checks that a file can be written there.</summary>
    /// <exception cref="InputException">It is a folder, a pipe, a device or read-only, or there is no such folder.</exception>
    public static OutputTarget Of(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new InputException("The name of the output file is empty; give a path.");
        if (Directory.Exists(path) || System.IO.Path.EndsInDirectorySeparator(path))
            throw new InputException($"{path} is a folder; give the path of a file to write.");
        string fullPath = System.IO.Path.GetFullPath(path);
        FileStatus? named = FileStatus.Of(fullPath);
        if (named is { IsRegular: false } other)
            throw Irreplaceable(path, other.Kind);
        fullPath = FollowLinks(fullPath);
        string folder = System.IO.Path.GetDirectoryName(fullPath)!;
        if (folder == "/dev")
            throw Irreplaceable(path, "a device");
        if (!Directory.Exists(folder))
        {
            throw new InputException(File.Exists(folder)
                ? $"{path} cannot be written: {folder} is a file, not a folder; choose another place."
                : $"{path} cannot be written: the folder {folder} does not exist; create it or choose another place.");
        }
        FileStatus? existing = FileStatus.Of(fullPath);
        // A descriptor of a deleted file leads to a file whose name is gone.
        if (named is not null && existing is null)
            throw Irreplaceable(path, "a file without a name");
        var target = new OutputTarget(fullPath, existing);
        target.RequireWritable(path);
        return target;
    }

    /// <summary>The path behind symbolic links, which may lead to nothing.</summary>
    /// <param name="fullPath">An absolute path.</param>
    public static string FollowLinks(string fullPath)
    {
        string path = fullPath;
        for (int links = 0; links < MostLinks; links++)
        {
            if (LinkTarget(path) is not { } target)
                return path;
            string next = System.IO.Path.Join(System.IO.Path.IsPathRooted(target) ? "" : System.IO.Path.GetDirectoryName(path), target);
            // The system follows links before it goes up by "..", GetFullPath after.
            string? folder = OperatingSystem.IsWindows() ? null : UnixNative.RealPath(System.IO.Path.GetDirectoryName(next) ?? "/");
            path = folder is null ? System.IO.Path.GetFullPath(next) : System.IO.Path.Join(folder, System.IO.Path.GetFileName(next));
        }
        return path;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Replacing a file needs no right to write to it; who took that right away meant to keep it.
    private void RequireWritable(string path)
    {
        if (Existing is { IsReadOnly: true })
            throw new InputException($"{path} is read-only; allow writing to it, or choose another name.");
        if (!OperatingSystem.IsWindows() && File.Exists(Path) && UnixNative.WhyNotWritable(Path) is { } why)
            throw new InputException($"{path} may not be written to ({why}); choose another name.");
    }

    private static InputException Irreplaceable(string path, string kind) => new(
        $"{path} is {kind}, which a result would replace; give the path of a file to write, or {StandardStreams.OutputPath}.");
}
