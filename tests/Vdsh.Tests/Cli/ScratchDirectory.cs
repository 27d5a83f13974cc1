// Each test works in a directory of its own, which also shows whether a failed command left anything behind.
namespace Vdsh.Tests.Cli;

internal sealed class ScratchDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("vdsh-test-");

    public string Path => directory.FullName;

    /// <summary>The path of a file in the directory.</summary>
    public string File(string name) => System.IO.Path.Combine(directory.FullName, name);

    /// <summary>Names of everything in the directory, sorted.</summary>
    public IReadOnlyList<string> Names => [.. directory.EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    public void Dispose() => directory.Delete(recursive: true);
}
