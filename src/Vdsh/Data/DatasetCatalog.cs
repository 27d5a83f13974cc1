// The public data sets that papers report on, by name; adding one means adding an entry here.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>
/// Named data sets: digits (embedded), mnist, fashion-mnist and cifar10-gist (files looked for in a data folder, $VDSH_DATA and the user's
/// cache, each with a sub-folder per data set; checked by SHA-256).
/// </summary>
public static class DatasetCatalog
{
    private const int CifarTrainingRows = 50000, CifarSide = 32, MnistSide = 28, DigitsSide = 8;
    private const float MnistWhite = 255, DigitsWhite = 16;

    // Only reports need the pictures, so the data set is complete without them.
    private static readonly DatasetFile CifarPictures = new("cifar10_jpeg.pack", "c6cc83cd4819e141e55af2bb39428ad9fed30ae8c186e7ef70390b652944f5cb");

    private static readonly NamedDataset[] All =
    [
        new()
        {
            Name = "digits",
            Protocols = [Protocol.Split, Protocol.Unseen],
            Load = (_, seed) => ProtocolBuilder.HoldOut(EmbeddedDigits(), seed),
        },
        new()
        {
            Name = "mnist",
            Folder = "mnist",
            Source = "yann.lecun.com/exdb/mnist",
            Protocols = [Protocol.Full, Protocol.Sdh, Protocol.Unseen],
            Files =
            [
                new("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                new("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                new("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                new("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
            ],
            Load = LoadFourFiles,
        },
        new()
        {
            Name = "fashion-mnist",
            Folder = "fashion-mnist",
            ClassNames = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"],
            Source = "github.com/zalandoresearch/fashion-mnist",
            Protocols = [Protocol.Full, Protocol.Sdh, Protocol.Unseen],
            Files =
            [
                new("train-images-idx3-ubyte", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                new("train-labels-idx1-ubyte", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
                new("t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                new("t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
            ],
            Load = LoadFourFiles,
        },
        new()
        {
            Name = "cifar10-gist",
            Folder = "cifar10",
            ClassNames = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
            Source = "www.cs.toronto.edu/~kriz/cifar.html for the images and labels; the GIST file is our own computation of 512-d GIST "
                + "(float16, 60000 x 512, training rows first) from a JPEG copy of the images and must be provided as documented",
            Protocols = [Protocol.CifarII, Protocol.CifarI, Protocol.Unseen],
            Files =
            [
                new("cifar10_gist512_f16.npy", "88e22fc791bb5acbe6effba2f3855413bba4e6f96602fe173d168b2804eac9eb"),
                new("cifar10_labels.npy", "0066c48b0955bbc1b1ba22a9133f597afe1d5ed01235d0f4f28340c9f8eb5a3c"),
            ],
            Load = LoadCifar,
        },
    ];

    /// <summary>The names of all data sets.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(All, dataset => dataset.Name);

    /// <summary>The protocols of a data set, the default first.</summary>
    /// <exception cref="InputException">There is no such data set.</exception>
    public static IReadOnlyList<string> ProtocolsOf(string name) => Find(name).Protocols;

    /// <summary>Whether the files of a data set are in place; their contents are not checked.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dataDirectory">A data folder to look in first; null for the usual places only.</param>
    /// <exception cref="InputException">There is no such data set, or the data folder does not exist.</exception>
    public static bool IsAvailable(string name, string? dataDirectory = null)
        => new DatasetOpener(Find(name), DatasetOpener.Roots(dataDirectory)).IsComplete;

    /// <summary>The folders that are searched for the files of a data set, in order; none for an embedded one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dataDirectory">A data folder to look in first; null for the usual places only.</param>
    /// <exception cref="InputException">There is no such data set, or the data folder does not exist.</exception>
    public static IReadOnlyList<string> FoldersOf(string name, string? dataDirectory = null)
    {
        NamedDataset dataset = Find(name);
        return dataset.Files.Length == 0 ? [] : [.. new DatasetOpener(dataset, DatasetOpener.Roots(dataDirectory)).Folders()];
    }

    /// <summary>Loads a data set and divides it by a protocol. Features are held once, in the type of their file.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="protocol">One of <see cref="ProtocolsOf"/>; null for the default.</param>
    /// <param name="seed">The seed of the protocol's draws.</param>
    /// <param name="dataDirectory">A data folder to look in first; null for the usual places only.</param>
    /// <exception cref="InputException">There is no such data set or protocol, or a file is missing, damaged or of another content.</exception>
    public static ProtocolSplit Load(string name, string? protocol, ulong seed, string? dataDirectory = null)
        => Load(Find(name), protocol, seed, DatasetOpener.Roots(dataDirectory));

    internal static ProtocolSplit Load(NamedDataset dataset, string? protocol, ulong seed, IReadOnlyList<string> roots)
    {
        protocol ??= dataset.Protocols[0];
        if (!dataset.Protocols.Contains(protocol))
            throw new InputException($"The data set {dataset.Name} has no protocol '{protocol}'; choose {string.Join(", ", dataset.Protocols)}.");
        (LabeledData train, LabeledData test) = dataset.Load(new DatasetOpener(dataset, roots), seed);
        return ProtocolBuilder.Build(dataset.Name, protocol, seed, train, test, dataset.ClassNames);
    }

    internal static NamedDataset Find(string name) => Array.Find(All, dataset => dataset.Name == name)
        ?? throw new InputException($"There is no data set '{name}'; choose {string.Join(", ", Names)}, or give your own with --features and --labels.");

    private static (LabeledData Train, LabeledData Test) LoadFourFiles(DatasetOpener files, ulong seed)
        => (Pixels(files.Features(0), files.Labels(1), MnistSide, MnistWhite), Pixels(files.Features(2), files.Labels(3), MnistSide, MnistWhite));

    private static LabeledData Pixels(FeatureMatrix features, LabelSet labels, int side, float white)
        => new(features, labels) { Images = new PixelImages(features, side, side, white) };

    private static (LabeledData Train, LabeledData Test) LoadCifar(DatasetOpener files, ulong seed)
    {
        LabelSet labels = files.Labels(1);
        var all = new LabeledData(files.Features(0), labels) { Images = files.Pictures(CifarPictures, labels.Count, CifarSide) };
        int[] rows = [.. Enumerable.Range(0, all.Count)];
        return (all.Select(rows[..CifarTrainingRows]), all.Select(rows[CifarTrainingRows..]));
    }

    private static LabeledData EmbeddedDigits()
    {
        Stream packed = typeof(DatasetCatalog).Assembly.GetManifestResourceStream("Vdsh.Data.digits.csv.gz")
            ?? throw new InvalidOperationException("The embedded digits are missing from the assembly.");
        using var reader = new ByteReader(GzipInput.Decompress(packed), "digits", packed.Length, compressed: true);
        LabeledData digits = CsvFile.Read(reader, CsvLabelColumn.Last);
        return Pixels(digits.Features, digits.Labels, DigitsSide, DigitsWhite);
    }
}
