// What is wrong with a path or a file as a whole, before its format matters.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class FileErrorTests : DataTestBase
{
    [Test]
    public void Names_the_missing_file_the_folder_and_the_empty_file()
    {
        Action<string>[] loaders = [path => FeatureFile.Load(path), path => LabelFile.Load(path), path => NpyFile.ReadBytes(path), path => CsvFile.Load(path, CsvLabelColumn.Last)];
        string empty = Folder.Write("empty.npy", []), emptyGzip = Folder.Write("empty.gz", TemporaryFolder.Gzip([]));
        foreach (Action<string> load in loaders)
        {
            AssertInputError(() => load(Folder["none.npy"]), "none.npy", "does not exist;");
            AssertInputError(() => load(Folder.Path), Folder.Path, "is a folder");
            AssertInputError(() => load(empty), "empty.npy", "is empty");
            AssertInputError(() => load(emptyGzip), "empty.gz", "empty");
            AssertInputError(() => load(""), "empty");
        }
    }

    [Test]
    public void Refuses_unknown_formats_and_wrong_magic()
    {
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.bin", [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10])), "unknown format", "FFD8FFE00010", ".npy, .npz, IDX and CSV");
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", "1,2\n")), "x.npy", ".npy magic");
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy.gz", TemporaryFolder.Gzip("1,2\n"u8))), "x.npy.gz", ".npy magic");
    }

    [Test]
    public void Refuses_features_that_are_not_finite()
    {
        byte[] elements = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(float.NaN)];
        string features = Folder.Write("x.npy", TemporaryFolder.Npy("<f4", "(2, 2)", elements));
        string labels = Folder.Write("y.csv", "0\n1\n");
        AssertInputError(() => UserData.Load(features, labels), "x.npy", "row 1, column 1", "NaN");
    }

    [Test]
    public void Random_bytes_never_do_anything_but_an_input_error([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[random.Next(1, 300)];
        random.NextBytes(bytes);
        byte[][] starts = [[], [0, 0, 8, 2], [0x93, .. "NUMPY"u8, 1, 0], [0x1F, 0x8B, 8, 0], [.. "PK\x03\x04"u8], [.. "1,2\n"u8]];
        foreach (byte[] start in starts)
        {
            string path = Folder.Write("x", [.. start, .. bytes]);
            Assert.Throws<InputException>(() => FeatureFile.Load(path), $"seed {seed}");
        }
    }

    [Test]
    public void A_flipped_header_byte_is_an_input_error_or_other_values_but_no_fault([Values] bool gzip)
    {
        byte[] npy = TemporaryFolder.Npy("<i2", "(3, 2)", new byte[12]);
        for (int at = 0; at < npy.Length; at++)
        {
            byte[] damaged = [.. npy];
            damaged[at] ^= 0x11;
            string path = Folder.Write("x.npy", gzip ? TemporaryFolder.Gzip(damaged) : damaged);
            try
            {
                FeatureMatrix matrix = FeatureFile.Load(path);
                Assert.That(matrix.Rows * matrix.Columns, Is.EqualTo(6), $"byte {at}");
            }
            catch (InputException error)
            {
                Assert.That(error.Message, Does.Contain("x.npy"), $"byte {at}");
            }
        }
    }
}
