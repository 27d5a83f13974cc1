// Finds the files of a named data set in the places where users keep them, and refuses changed ones.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <param name="dataset">The data set.</param>
/// <param name="roots">The data folders to look in, first match wins.</param>
internal sealed class DatasetOpener(NamedDataset dataset, IReadOnlyList<string> roots)
{
    /// <summary>The data folders in the order they are tried: the one asked for, $VDSH_DATA, the user's cache.</summary>
    /// <exception cref="InputException">The folder asked for does not exist.</exception>
    public static IReadOnlyList<string> Roots(string? dataDirectory)
    {
        List<string> roots = [];
        if (!string.IsNullOrEmpty(dataDirectory))
        {
            if (!Directory.Exists(dataDirectory))
                throw new InputException($"The data folder {dataDirectory} does not exist; check --data-dir.");
            roots.Add(dataDirectory);
        }
        if (Environment.GetEnvironmentVariable("VDSH_DATA") is { Length: > 0 } variable)
            roots.Add(variable);
        if (UserCache() is string cache)
            roots.Add(cache);
        return roots;
    }

    /// <summary>Whether every file of the data set lies somewhere; their contents are not checked.</summary>
    public bool IsComplete => dataset.Files.All(file => Locate(file) is not null);

    /// <summary>Those of its files that are in place.</summary>
    public IEnumerable<string> Paths => dataset.Files.Append(dataset.Pictures).OfType<DatasetFile>().Select(Locate).OfType<string>();

    /// <summary>Loads the features in a file of the data set.</summary>
    public FeatureMatrix Features(int file)
        => Read(file, (reader, format) => FeatureFile.Read(reader, format, InputOptions.Default));

    /// <summary>Loads the labels in a file of the data set.</summary>
    public LabelSet Labels(int file)
        => Read(file, (reader, format) => LabelFile.Read(reader, format, null, InputOptions.Default));

    /// <summary>The pictures in a pack that may lie beside the data set's files; null where it does not.</summary>
    public ItemImages? Pictures(DatasetFile pack, int count, int side)
        => Locate(pack) is string path && path.EndsWith(pack.Name, StringComparison.Ordinal) ? new JpegPack(path, pack.Sha256, count, side) : null;

    private T Read<T>(int index, Func<ByteReader, FileFormat, T> read)
    {
        DatasetFile file = dataset.Files[index];
        string path = Locate(file) ?? throw Missing();
        (ByteReader reader, FileFormat format) = InputFile.Open(path, [], computeHash: true);
        using (reader)
        {
            T content = read(reader, format);
            string found = reader.Sha256();
            return found == file.Sha256 ? content : throw new InputException(
                $"{path} is not the {file.Name} of {dataset.Name}: the SHA-256 of its content is {found}, expected {file.Sha256}; it is damaged or of another data set, so get it again from {dataset.Source}.");
        }
    }

    private string? Locate(DatasetFile file)
    {
        foreach (string folder in Folders())
        {
            foreach (string name in (string[])[file.Name, file.Name + ".gz"])
            {
                string path = Path.Combine(folder, name);
                if (File.Exists(path))
                    return path;
            }
        }
        return null;
    }

    /// <summary>
    /// The folders that are searched. Sub-folders of all data folders come first: MNIST and Fashion-MNIST use the same file names, so files
    /// without a folder are ambiguous.
    /// </summary>
    public IEnumerable<string> Folders() => roots.Select(root => Path.Combine(root, dataset.Folder)).Concat(roots);

    private InputException Missing()
    {
        string missing = string.Join(", ", dataset.Files.Where(file => Locate(file) is null).Select(file => file.Name));
        return new InputException(
            $"The data set {dataset.Name} was not found: {missing} (each with or without .gz) in none of {string.Join(", ", Folders())}. "
            + $"Get the files from {dataset.Source}; put them into one of these folders or name their folder with --data-dir or $VDSH_DATA.");
    }

    private static string? UserCache()
    {
        string folder = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? "";
        if (OperatingSystem.IsWindows())
        {
            folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }
        else if (folder.Length == 0)
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            folder = home.Length == 0 ? "" : Path.Combine(home, ".cache");
        }
        return folder.Length == 0 ? null : Path.Combine(folder, "vdsh", "datasets");
    }
}
