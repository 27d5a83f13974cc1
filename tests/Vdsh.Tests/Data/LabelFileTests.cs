// Which files are labels, what they mean, and every way to be wrong.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class LabelFileTests : DataTestBase
{
    private string Npy<T>(string descr, string shape, params T[] values) where T : unmanaged
        => Folder.Write("y.npy", TemporaryFolder.Npy(descr, shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values)));

    [Test]
    public void Integers_of_every_type_are_single_labels_kept_as_they_are()
    {
        int[] expected = [4, 0, 2, 4];
        foreach (Func<string> write in (Func<string>[])
        [
            () => Npy<byte>("|u1", "(4,)", 4, 0, 2, 4), () => Npy<sbyte>("|i1", "(4, 1)", 4, 0, 2, 4), () => Npy<short>("<i2", "(4,)", 4, 0, 2, 4),
            () => Npy<int>("<i4", "(4, 1)", 4, 0, 2, 4), () => Npy<long>("<i8", "(4,)", 4, 0, 2, 4), () => Npy<float>("<f4", "(4,)", 4, 0, 2, 4),
            () => Npy<double>("<f8", "(4,)", 4, -0.0, 2, 4), () => Folder.Write("y.csv", "label\n4\n0\n2\n4\n"), () => Folder.Write("y.txt", "4\n0.0\n2\n4"),
        ])
        {
            LabelSet labels = LabelFile.Load(write(), 4);
            Assert.That(Classes(labels), Is.EqualTo(expected));
            Assert.That((labels.ClassCount, labels.IsMultiLabel), Is.EqualTo((5, false)));
        }
    }

    [Test]
    public void A_matrix_of_0_and_1_is_multi_label([Values("npy", "fortran", "csv")] string form)
    {
        string path = form switch
        {
            "npy" => Npy<byte>("|b1", "(2, 3)", 1, 0, 1, 0, 0, 0),
            "fortran" => Folder.Write("f.npy", TemporaryFolder.Npy("|u1", "(2, 3)", [1, 0, 0, 0, 1, 0], fortran: true)),
            _ => Folder.Write("y.csv", "1,0,1\n0,0,0\n"),
        };
        LabelSet labels = LabelFile.Load(path, 2);
        Assert.That((labels.Count, labels.ClassCount, labels.IsMultiLabel), Is.EqualTo((2, 3, true)));
        Assert.That(labels.MaskOf(0)[0], Is.EqualTo(5));
        Assert.That(labels.MaskOf(1)[0], Is.Zero);
    }

    [Test]
    public void Wide_matrices_use_several_words()
    {
        byte[] row = new byte[130];
        row[0] = row[63] = row[64] = row[129] = 1;
        LabelSet labels = LabelFile.Load(Npy("|u1", "(1, 130)", row));
        Assert.That(Enumerable.Range(0, 130).Where(label => labels.Has(0, label)), Is.EqualTo(new[] { 0, 63, 64, 129 }));
        Assert.That(labels.CountPerClass().Sum(), Is.EqualTo(4));
    }

    [Test]
    public void Refuses_what_are_no_labels()
    {
        AssertInputError(() => LabelFile.Load(Npy<int>("<i4", "(3,)", 0, 1, -7)), "row 2", "-7", "start at 0");
        AssertInputError(() => LabelFile.Load(Npy<long>("<i8", "(2,)", 0, 1L << 40)), "row 1", "1099511627776", "renumber");
        AssertInputError(() => LabelFile.Load(Npy<int>("<i4", "(1,)", 65536)), "65536");
        AssertInputError(() => LabelFile.Load(Npy<float>("<f4", "(2,)", 1, 0.5f)), "row 1", "0.5", "whole");
        AssertInputError(() => LabelFile.Load(Npy<float>("<f4", "(1,)", float.NaN)), "NaN");
        AssertInputError(() => LabelFile.Load(Npy<double>("<f8", "(1,)", double.PositiveInfinity)), "y.npy");
        AssertInputError(() => LabelFile.Load(Npy<int>("<i4", "(2, 2)", 1, 0, 0, 2)), "row 1, column 1", "is 2", "0 and 1");
        AssertInputError(() => LabelFile.Load(Npy<float>("<f4", "(1, 2)", 1, float.NaN)), "column 1", "NaN");
        AssertInputError(() => LabelFile.Load(Npy<byte>("|u1", "(1, 1, 1)", 1)), "(1, 1, 1)", "n x C");
        AssertInputError(() => LabelFile.Load(Npy<byte>("|u1", "()", 1)), "n x C");
        AssertInputError(() => LabelFile.Load(Npy<byte>("|u1", "(0,)")), "no labels");
        AssertInputError(() => LabelFile.Load(Npy<byte>("|u1", "(3, 0)")), "(3, 0)");
        AssertInputError(() => LabelFile.Load(Folder.Write("y.npy", TemporaryFolder.Npy("<U3", "(1,)", new byte[12]))), "<U3");
        AssertInputError(() => LabelFile.Load(Folder.Write("y.csv", "cat\ndog\n")), "line 1", "'cat'",
            "name the column");
    }

    [Test]
    public void The_largest_class_number_is_accepted()
        => Assert.That(LabelFile.Load(Npy<int>("<i4", "(1,)", 65535)).ClassCount, Is.EqualTo(LabelFile.MaximumClasses));

    [Test]
    public void Counts_must_agree()
    {
        AssertInputError(() => LabelFile.Load(Npy<byte>("|u1", "(3,)", 0, 1, 2), 4), "3 labels", "4 feature rows");
        AssertInputError(() => LabelFile.Load(Npy<byte>("|u1", "(2, 2)", 0, 1, 1, 0), 4), "2 labels", "4 feature rows");
        string features = Folder.Write("x.npy", TemporaryFolder.Npy("|u1", "(2, 2)", [1, 2, 3, 4]));
        AssertInputError(() => UserData.Load(features, Npy<byte>("|u1", "(3,)", 0, 1, 2)), "3 labels", "2 feature rows");
        AssertInputError(() => _ = new LabeledData(FeatureFile.Load(features), LabelSet.FromClasses([0], 1)), "2 feature rows", "1 labels");
    }
}
