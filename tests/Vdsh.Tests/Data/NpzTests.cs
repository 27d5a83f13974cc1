// Archives of several arrays: which one is meant, and what happens when that is unclear.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class NpzTests : DataTestBase
{
    private static readonly byte[] Features = TemporaryFolder.Npy("<i4", "(2, 2)", [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]);
    private static readonly byte[] Labels = TemporaryFolder.Npy("|u1", "(2,)", [1, 0]);

    [Test]
    public void Chooses_features_and_labels_by_convention([Values] bool compress, [Values("features", "x", "X")] string features, [Values("labels", "y")] string labels)
    {
        string path = Folder.Write("d.npz", TemporaryFolder.Zip(compress, (labels + ".npy", Labels), (features + ".npy", Features)));
        LabeledData data = UserData.Load(path, path);
        Assert.That(Rows(data.Features), Is.EqualTo(new float[][] { [1, 2], [3, 4] }));
        Assert.That(Classes(data.Labels), Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    public void Takes_the_only_array_or_the_one_named()
    {
        string one = Folder.Write("one.npz", TemporaryFolder.Zip(true, ("anything.npy", Features)));
        string two = Folder.Write("two.npz", TemporaryFolder.Zip(true, ("p.npy", Features), ("q.npy", Labels)));
        Assert.That(FeatureFile.Load(one).Rows, Is.EqualTo(2));
        Assert.That(FeatureFile.Load(two + ":p").Rows, Is.EqualTo(2));
        Assert.That(LabelFile.Load(two + ":q").Count, Is.EqualTo(2));
        AssertInputError(() => FeatureFile.Load(two), "two.npz", "'p', 'q'", "two.npz:NAME");
        AssertInputError(() => FeatureFile.Load(two + ":r"), "no array 'r'", "'p', 'q'");
    }

    [Test]
    public void Refuses_what_is_no_archive_or_holds_no_arrays()
    {
        AssertInputError(() => FeatureFile.Load(Folder.Write("e.npz", TemporaryFolder.Zip(true, ("readme.txt", [65])))), "e.npz", "no arrays");
        AssertInputError(() => FeatureFile.Load(Folder.Write("t.npz", "text")), "t.npz", "zip magic");
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", Features) + ":p"), "x.npy", "not an .npz");
        AssertInputError(() => FeatureFile.Load(Folder["missing.npz"] + ":p"), "missing.npz does not exist");
    }

    [Test]
    public void Refuses_every_truncation([Values] bool compress)
    {
        byte[] whole = TemporaryFolder.Zip(compress, ("x.npy", Features));
        for (int length = 1; length < whole.Length; length += 7)
        {
            string path = Folder.Write("x.npz", whole[..length]);
            AssertInputError(() => FeatureFile.Load(path), "x.npz");
        }
    }

    [Test]
    public void Refuses_a_truncated_array_inside()
        => AssertInputError(() => FeatureFile.Load(Folder.Write("x.npz", TemporaryFolder.Zip(true, ("a.npy", Features[..^1])))), "x.npz:a", "truncated");

    [Test]
    public void Equal_results_are_equal_files_and_names_must_differ()
    {
        NpzFile.Write(Folder["a.npz"], true, NpzArray.Create("ids", new long[] { 1, 2 }, 1, 2));
        NpzFile.Write(Folder["b.npz"], true, NpzArray.Create("ids", new long[] { 1, 2 }, 1, 2));
        Assert.That(File.ReadAllBytes(Folder["a.npz"]), Is.EqualTo(File.ReadAllBytes(Folder["b.npz"])));
        Assert.Throws<ArgumentException>(() => NpzFile.Write(Folder["c.npz"], true, NpzArray.Create("a", new int[1], 1), NpzArray.Create("a", new int[1], 1)));
    }
}
