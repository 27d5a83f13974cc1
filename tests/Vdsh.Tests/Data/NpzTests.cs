// Archives of several arrays: which one is meant, and what happens when that is unclear.
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Data.Formats;

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
    public void A_name_that_occurs_twice_is_refused_even_where_another_array_is_asked_for()
    {
        string path = Folder.Write(
            "x.npz", TemporaryFolder.Zip(true, ("x.npy", Features), ("y.npy", Labels), ("x.npy", Features)));
        AssertInputError(() => FeatureFile.Load(path), "x.npz", "'x' twice");
        AssertInputError(() => LabelFile.Load(path + ":y"), "'x' twice");
    }

    [Test]
    public void Names_that_differ_only_in_case_are_not_chosen_between()
    {
        string path = Folder.Write("x.npz", TemporaryFolder.Zip(true, ("x.npy", Features), ("X.npy", Features)));
        AssertInputError(() => FeatureFile.Load(path), "'x', 'X'", "differ only in case");
        Assert.That(FeatureFile.Load(path + ":X").Rows, Is.EqualTo(2));
    }

    [Test]
    public void A_flipped_bit_in_an_array_is_found_by_the_checksum([Values] bool compress)
    {
        byte[] archive = TemporaryFolder.Zip(
            compress, ("x.npy", TemporaryFolder.Npy("<f4", "(100, 100)", new byte[40000])));
        byte[] damaged = [.. archive];
        // In a stored archive the bit lies among the values; in a deflated one, in what they were packed to or in the
        // checksum of the directory.
        int at = compress ? archive.AsSpan().IndexOf("PK\x01\x02"u8) + 16 : 5000;
        damaged[at] ^= 1;
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npz", damaged)), "x.npz:x", "damaged");
        Assert.That(FeatureFile.Load(Folder.Write("x.npz", archive)).Rows, Is.EqualTo(100));
    }

    [TestCase(12, "bzip2")]
    [TestCase(14, "LZMA")]
    public void Other_compression_is_not_called_damage(byte method, string name)
    {
        byte[] archive = Patched(TemporaryFolder.Zip(true, ("x.npy", Features)), local: 8, directory: 10, method);
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npz", archive)), "x.npz:x", "not supported",
            "numpy.savez");
        Assert.That(() => FeatureFile.Load(Folder["x.npz"]),
            Throws.TypeOf<InputException>().With.Message.Not.Contains("damaged"), name);
    }

    [Test]
    public void An_encrypted_array_is_named_as_such()
        => AssertInputError(
            () => FeatureFile.Load(
            Folder.Write("x.npz", Patched(TemporaryFolder.Zip(true, ("x.npy", Features)), local: 6, directory: 8, 1))),
            "x.npz:x", "encrypted");

    [Test]
    public void Sizes_in_the_fields_of_zip64_are_read()
    {
        // As numpy writes it: the 32-bit sizes of the local header are all ones, and an extra field holds the true
        // ones.
        byte[] name = [.. "x.npy"u8], size = BitConverter.GetBytes((long)Features.Length);
        byte[] checksum = BitConverter.GetBytes(Crc32.Of(Features)), offset = new byte[4];
        byte[] extra = [1, 0, 16, 0, .. size, .. size];
        byte[] common = [45, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, .. checksum, 255, 255, 255, 255, 255, 255, 255, 255,
            (byte)name.Length, 0, (byte)extra.Length, 0];
        byte[] local = [.. "PK\x03\x04"u8, .. common, .. name, .. extra, .. Features];
        byte[] directory = [.. "PK\x01\x02"u8, 45, 0, .. common, .. new byte[10], .. offset, .. name, .. extra];
        byte[] end = [.. "PK\x05\x06"u8, 0, 0, 0, 0, 1, 0, 1, 0, .. BitConverter.GetBytes(directory.Length),
            .. BitConverter.GetBytes(local.Length), 0, 0];
        Assert.That(Rows(FeatureFile.Load(Folder.Write("x.npz", [.. local, .. directory, .. end]))),
            Is.EqualTo(new float[][] { [1, 2], [3, 4] }));
    }

    // Changes one byte of the only entry, in its local header and in the directory.
    private static byte[] Patched(byte[] archive, int local, int directory, byte value)
    {
        archive[local] = value;
        archive[archive.AsSpan().IndexOf("PK\x01\x02"u8) + directory] = value;
        return archive;
    }

    [Test]
    public void Equal_results_are_equal_files_and_names_must_differ()
    {
        NpzFile.Write(Folder["a.npz"], true, NpzArray.Create("ids", new long[] { 1, 2 }, 1, 2));
        NpzFile.Write(Folder["b.npz"], true, NpzArray.Create("ids", new long[] { 1, 2 }, 1, 2));
        Assert.That(File.ReadAllBytes(Folder["a.npz"]), Is.EqualTo(File.ReadAllBytes(Folder["b.npz"])));
        Assert.Throws<ArgumentException>(() => NpzFile.Write(Folder["c.npz"], true, NpzArray.Create("a", new int[1], 1), NpzArray.Create("a", new int[1], 1)));
    }
}
