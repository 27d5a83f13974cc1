// "Where did it look?" is the question behind every missing data set.
using Vdsh.Data;

namespace Vdsh.Cli.Diagnostics;

/// <summary>Whether a named data set is in place, and every folder that was searched for it.</summary>
internal sealed record DataSetFinding(string Name, bool Available, IReadOnlyList<(string Path, bool Exists)> Folders)
{
    /// <summary>Looks for every named data set.</summary>
    /// <exception cref="InputException">The data folder does not exist.</exception>
    public static IReadOnlyList<DataSetFinding> All(string? dataDirectory) =>
    [
        .. DatasetCatalog.Names.Select(name => new DataSetFinding(
            name,
            DatasetCatalog.IsAvailable(name, dataDirectory),
            [.. DatasetCatalog.FoldersOf(name, dataDirectory).Select(folder => (folder, Directory.Exists(folder)))])),
    ];
}
