// Every way from bytes to objects that the library, the tool and the service have, in one list.
using Vdsh.Data;
using Vdsh.Fuzz.Readers;

namespace Vdsh.Fuzz;

/// <summary>The readers.</summary>
internal static class ReaderCatalog
{
    public static IReadOnlyList<FuzzReader> All { get; } =
    [
        new NpyInputs(), new NpzInputs(), new IdxInputs(), new CsvInputs(), new PipeInputs(), new BombInputs(), new DatasetInputs(), new PackInputs(),
        new IndexInputs(), new FaissInputs(), new SafetensorsInputs(), new ModelInputs(), new CheckpointInputs(), new ResultsInputs(),
        new PtxInputs(), new KeyInputs(), new ArgumentInputs(), new ServiceInputs(),
    ];

    /// <summary>The reader of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static FuzzReader Find(string name) => All.FirstOrDefault(reader => reader.Name == name)
        ?? throw new InputException($"There is no reader '{name}'; choose {string.Join(", ", All.Select(reader => reader.Name))}, or all.");

    /// <summary>The reader that an input is for: READER-SEED-NUMBER.bin, or any file in a folder of the reader's name.</summary>
    /// <exception cref="InputException">The name says none.</exception>
    public static FuzzReader OfInput(string path)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))!, first = Path.GetFileName(path).Split('-')[0];
        return All.FirstOrDefault(reader => reader.Name == folder) ?? Find(first);
    }
}
