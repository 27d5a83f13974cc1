// Named data sets: where they are looked for, how changed files are refused, and, where the real ones are present, that they are whole.
using System.Security.Cryptography;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class DatasetCatalogTests : DataTestBase
{
    private static readonly byte[] Images = TemporaryFolder.Idx(0x08, [10, 2], [.. Enumerable.Range(0, 20).Select(value => (byte)value)]);
    private static readonly byte[] Labels = TemporaryFolder.Idx(0x08, [10], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);

    private static readonly NamedDataset Small = new()
    {
        Name = "small",
        Folder = "sub",
        Source = "example.org/small",
        Protocols = [Protocol.Full, Protocol.Unseen],
        Files = [new("images-idx2-ubyte", Convert.ToHexStringLower(SHA256.HashData(Images))), new("labels-idx1-ubyte", Convert.ToHexStringLower(SHA256.HashData(Labels)))],
        Load = (files, _) =>
        {
            var all = new LabeledData(files.Features(0), files.Labels(1));
            return (all.Select([0, 1, 2, 3, 4, 5, 6, 7]), all.Select([8, 9]));
        },
    };

    private void Put(string folder, bool gzip, byte[]? images = null)
    {
        string ending = gzip ? ".gz" : "";
        Folder.Write($"{folder}/images-idx2-ubyte{ending}", gzip ? TemporaryFolder.Gzip(images ?? Images) : images ?? Images);
        Folder.Write($"{folder}/labels-idx1-ubyte{ending}", gzip ? TemporaryFolder.Gzip(Labels) : Labels);
    }

    [Test]
    public void Files_are_found_in_every_place_packed_or_not([Values("a/sub", "a", "b/sub", "b")] string place, [Values] bool gzip)
    {
        Put(place, gzip);
        ProtocolSplit split = DatasetCatalog.Load(Small, null, 3, [Folder["a"], Folder["b"]]);
        Assert.That((split.Protocol, split.Training.Count, split.Queries.Count), Is.EqualTo(("full", 8, 2)));
        Assert.That(Row(split.Queries.Features, 1), Is.EqualTo(new float[] { 18, 19 }));
    }

    [Test]
    public void A_missing_file_is_named_with_all_places_and_the_source()
    {
        Folder.Write("a/sub/labels-idx1-ubyte", Labels);
        AssertInputError(
            () => DatasetCatalog.Load(Small, null, 3, [Folder["a"], Folder["b"]]),
            "small was not found: images-idx2-ubyte (", Folder["a/sub"], Folder["b/sub"], Folder["b"], "example.org/small", "--data-dir", "$VDSH_DATA");
    }

    [Test]
    public void A_changed_file_is_refused_with_both_checksums([Values] bool gzip)
    {
        byte[] changed = [.. Images];
        changed[^1]++;
        Put("a/sub", gzip, changed);
        AssertInputError(
            () => DatasetCatalog.Load(Small, null, 3, [Folder["a"]]),
            Path.Combine(Folder["a"], "sub", "images-idx2-ubyte"), Convert.ToHexStringLower(SHA256.HashData(Images)), Convert.ToHexStringLower(SHA256.HashData(changed)));
    }

    [Test]
    public void Names_protocols_and_folders_are_checked()
    {
        Assert.That(DatasetCatalog.Names,
            Is.EqualTo(new[]
            {
                "digits", "mnist", "fashion-mnist", "cifar10-gist", "cifar10-resnet18", "caltech101-20", "scene",
                "yeast", "corel5k", "tmc2007-500", "bibtex", "delicious", "hierarchy",
            }));
        AssertInputError(() => DatasetCatalog.Load("imagenet", null, 1), "'imagenet'", "digits, mnist, fashion-mnist, cifar10-gist");
        AssertInputError(() => DatasetCatalog.Load("digits", "cifar-i", 1), "digits", "'cifar-i'", "split, unseen");
        AssertInputError(() => DatasetCatalog.Load("mnist", null, 1, Folder["none"]), "none", "does not exist");
        Assert.That(DatasetCatalog.IsAvailable("digits"), Is.True);
        Assert.That(DatasetCatalog.FoldersOf("digits"), Is.Empty);
        Assert.That(DatasetCatalog.FoldersOf("mnist", Folder.Path), Does.Contain(Folder["mnist"]).And.Contain(Folder.Path));
        foreach (string name in DatasetCatalog.Names)
            Assert.That(DatasetCatalog.ProtocolsOf(name), Does.Contain(Protocol.Unseen));
    }

    [Test]
    public void The_digits_are_embedded_and_whole()
    {
        ProtocolSplit split = DatasetCatalog.Load("digits", null, 1);
        Assert.That(split.Protocol, Is.EqualTo("split"));
        Assert.That((split.Training.Count + split.Queries.Count, split.Training.Features.Columns), Is.EqualTo((1797, 64)));
        Assert.That(split.Queries.Count, Is.EqualTo(1797 / 5.0).Within(5));
        int[] counts = [.. split.Training.Labels.CountPerClass().Zip(split.Queries.Labels.CountPerClass(), (a, b) => a + b)];
        Assert.That(counts, Is.EqualTo(new[] { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 }));
        Assert.That(Rows(split.Training.Features).Concat(Rows(split.Queries.Features)).SelectMany(row => row), Has.All.InRange(0, 16));
        ProtocolSplit unseen = DatasetCatalog.Load("digits", "unseen", 1);
        Assert.That(Rows(unseen.Queries.Features), Is.EqualTo(Rows(split.Queries.Features)), "one seed holds the same items out under both protocols");
        Assert.That(unseen.Training.Count + unseen.Database.Count, Is.EqualTo(split.Training.Count));
    }

    [TestCase("mnist", new[] { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 }, new[] { 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009 })]
    [TestCase("fashion-mnist", new[] { 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000 }, new[] { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 })]
    public void The_real_images_are_whole(string name, int[] train, int[] test)
    {
        ProtocolSplit split = DatasetCatalog.Load(name, null, 1, RealData.FolderOrIgnore(name));
        Assert.That((split.Protocol, split.Training.Features.Columns), Is.EqualTo(("full", 784)));
        Assert.That(split.Training.Labels.CountPerClass(), Is.EqualTo(train));
        Assert.That(split.Queries.Labels.CountPerClass(), Is.EqualTo(test));
    }

    [TestCase("cifar10-gist", "cifar10_gist512_f16.npy")]
    [TestCase("cifar10-resnet18", "cifar10_resnet18_f16.npy")]
    public void The_real_features_of_cifar_are_whole(string name, string file)
    {
        string folder = RealData.FolderOrIgnore("cifar10", file);
        ProtocolSplit split = DatasetCatalog.Load(name, null, 1, folder);
        Assert.That((split.Protocol, split.Training.Features.Columns), Is.EqualTo(("cifar-ii", 512)));
        Assert.That(split.Training.Labels.CountPerClass(), Has.All.EqualTo(5000));
        Assert.That(split.Queries.Labels.CountPerClass(), Has.Length.EqualTo(10).And.All.EqualTo(1000));
        Assert.That(split.ClassNames, Has.Count.EqualTo(10));
        FeatureCheck.EnsureFinite(split.Training.Features, name);
        ProtocolSplit first = DatasetCatalog.Load(name, "cifar-i", 1, folder);
        Assert.That((first.Training.Count, first.Queries.Count, first.Database.Count), Is.EqualTo((5000, 1000, 59000)));
    }

    [Test]
    public void Both_features_of_cifar_share_their_rows()
    {
        string folder = RealData.FolderOrIgnore("cifar10", "cifar10_resnet18_f16.npy");
        ProtocolSplit gist = DatasetCatalog.Load("cifar10-gist", "cifar-i", 3, folder);
        ProtocolSplit resnet = DatasetCatalog.Load("cifar10-resnet18", "cifar-i", 3, folder);
        Assert.That(Classes(resnet.Training.Labels), Is.EqualTo(Classes(gist.Training.Labels)));
        Assert.That(Classes(resnet.Queries.Labels), Is.EqualTo(Classes(gist.Queries.Labels)));
    }

    [Test]
    public void The_real_caltech_features_are_whole()
    {
        string folder = RealData.FolderOrIgnore("caltech101-20", "resnet18_f16.npy");
        ProtocolSplit split = DatasetCatalog.Load("caltech101-20", null, 1, folder);
        Assert.That((split.Protocol, split.Training.Features.Columns), Is.EqualTo(("split", 512)));
        int[] training = split.Training.Labels.CountPerClass(), queries = split.Queries.Labels.CountPerClass();
        int[] counts = [.. training.Zip(queries, (a, b) => a + b)];
        Assert.That(counts, Is.EqualTo(new[]
        {
            120, 200, 200, 33, 98, 50, 123, 52, 67, 34, 54, 47, 59, 35, 45, 64, 37, 56, 39, 60,
        }));
        Assert.That(split.ClassNames, Has.Count.EqualTo(20));
        FeatureCheck.EnsureFinite(split.Training.Features, "caltech101-20");
    }

    [TestCase("scene", "full", 1211, 1196, 294, 6, 1.07)]
    [TestCase("yeast", "full", 1500, 917, 103, 14, 4.24)]
    [TestCase("corel5k", "full", 4500, 500, 499, 374, 3.52)]
    [TestCase("tmc2007-500", "split", 22877, 5719, 500, 22, 2.16)]
    [TestCase("bibtex", "split", 5916, 1479, 1836, 159, 2.40)]
    [TestCase("delicious", "split", 12884, 3221, 500, 983, 19.02)]
    public void The_real_multilabel_sets_are_whole(
        string name, string protocol, int training, int queries, int columns, int classes, double labelsPerItem)
    {
        string folder = RealData.FolderOrIgnore(Path.Combine("multilabel", name));
        ProtocolSplit split = DatasetCatalog.Load(name, null, 1, folder);
        Assert.That(
            (split.Protocol, split.Training.Count, split.Queries.Count), Is.EqualTo((protocol, training, queries)));
        Assert.That(
            (split.Training.Features.Columns, split.Training.Labels.ClassCount), Is.EqualTo((columns, classes)));
        Assert.That(split.Training.Labels.IsMultiLabel, Is.True);
        FeatureCheck.EnsureFinite(split.Training.Features, name);
        double labels = split.Training.Labels.CountPerClass().Sum() + split.Queries.Labels.CountPerClass().Sum();
        Assert.That(labels / (training + queries), Is.EqualTo(labelsPerItem).Within(0.006));
        ProtocolSplit unseen = DatasetCatalog.Load(name, "unseen", 1, folder);
        Assert.That(unseen.Training.Count + unseen.Database.Count, Is.EqualTo(training));
    }

    [Test]
    public void Loading_allocates_about_one_copy()
    {
        string path = Path.Combine(RealData.FolderOrIgnore("mnist"), "mnist", "train-images-idx3-ubyte.gz");
        long before = GC.GetAllocatedBytesForCurrentThread();
        FeatureMatrix images = FeatureFile.Load(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That((images.Rows, images.Columns), Is.EqualTo((60000, 784)));
        Assert.That(allocated, Is.LessThan(1.2 * 60000 * 784));
    }

    [Test]
    public void Sdh_keeps_what_it_draws_apart()
    {
        ProtocolSplit split = DatasetCatalog.Load("mnist", "sdh", 7, RealData.FolderOrIgnore("mnist"));
        Assert.That((split.Training.Count, split.Queries.Count, split.Database.Count), Is.EqualTo((69000, 1000, 69000)));
        Assert.That(split.Queries.Labels.CountPerClass(), Has.All.EqualTo(100));
    }
}
