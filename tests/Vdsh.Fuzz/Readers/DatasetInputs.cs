// Files of named data sets are read before their checksum can be compared, so a wrong one must be refused as well.
using System.Security.Cryptography;
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

/// <summary>The features, then the labels, of a data set whose checksums are those of the good files.</summary>
internal sealed class DatasetInputs() : ArrayFile("dataset", "input.npy")
{
    private const string Features = "features.npy", Labels = "labels.npy";
    private const int Items = 12;

    private readonly Part[] goodFeatures =
    [
        .. NpyParts.Seeds().First().Take(1), Part.Text("{'descr': '|u1', 'fortran_order': False, 'shape': (12, 2), }\n"),
        new Part(PartKind.Data, [.. Enumerable.Range(0, 2 * Items).Select(i => (byte)i)]),
    ];

    private readonly Part[] goodLabels =
    [
        .. NpyParts.Seeds().First().Take(1), Part.Text("{'descr': '|u1', 'fortran_order': False, 'shape': (12,), }\n"),
        new Part(PartKind.Data, [.. Enumerable.Range(0, Items).Select(i => (byte)(i % 2))]),
    ];

    public override IReadOnlyList<string> Words => NpyParts.Words;

    public override byte[] Join(Part[] parts, SeededRandom random) => NpyParts.Join(parts, random);

    public override void Use(Trial trial)
    {
        byte[] features = Whole(goodFeatures), labels = Whole(goodLabels);
        Load(trial, "features of a data set", trial.Input, labels, Features);
        Load(trial, "labels of a data set", features, trial.Input, Labels);
    }

    protected override IEnumerable<Part[]> CreateSeeds() => [goodFeatures, goodLabels];

    private static byte[] Whole(Part[] parts) => NpyParts.Join(parts, new SeededRandom(1));

    private void Load(Trial trial, string way, byte[] features, byte[] labels, string mutated)
    {
        string folder = Path.Combine(trial.Folder, "set");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, Features), features);
        File.WriteAllBytes(Path.Combine(folder, Labels), labels);
        trial.Read(
            way,
            () =>
            {
                ProtocolSplit split = DatasetCatalog.Load(Named(), null, seed: 1, [trial.Folder]);
                Exercise.Features(split.Training.Features, folder);
            },
            Path.Combine(folder, mutated));
    }

    private NamedDataset Named() => new()
    {
        Name = "small",
        Folder = "set",
        Source = "nowhere",
        Protocols = [Protocol.Split, Protocol.Unseen],
        Files = [new DatasetFile(Features, Sha256(Whole(goodFeatures))), new DatasetFile(Labels, Sha256(Whole(goodLabels)))],
        Load = (files, seed) => ProtocolBuilder.HoldOut(new LabeledData(files.Features(0), files.Labels(1)), seed),
    };

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
