// Views of features and labels, and the checks that run over them.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class FeatureMatrixTests : DataTestBase
{
    [Test]
    public void Views_show_the_rows_they_name_without_a_copy()
    {
        byte[] values = [1, 2, 3, 4, 5, 6];
        FeatureMatrix matrix = FeatureMatrix.FromArray(values, 3, 2);
        FeatureMatrix view = matrix.Select([2, 0]).Concatenate(matrix.Select([1, 1])).Select([3, 0, 1]);
        values[4] = 50;
        Assert.That(Rows(view), Is.EqualTo(new float[][] { [3, 4], [50, 6], [1, 2] }));
    }

    [Test]
    public void Wrong_rows_and_sizes_are_refused()
    {
        FeatureMatrix matrix = FeatureMatrix.FromArray(new float[6], 3, 2);
        Assert.Throws<ArgumentException>(() => matrix.Select([0, 3]));
        Assert.Throws<ArgumentException>(() => matrix.Select([-1]));
        Assert.Throws<ArgumentException>(() => FeatureMatrix.FromArray(new float[5], 3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.CopyRow(3, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.CopyRow(-1, new float[2]));
        AssertInputError(() => matrix.Concatenate(FeatureMatrix.FromArray(new float[3], 1, 3)), "2", "3 columns");
    }

    [Test]
    public void A_value_that_is_not_finite_is_found_wherever_it_is([Values(1, 7, 16, 33)] int columns, [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float bad)
    {
        float[] values = new float[3 * columns];
        values.AsSpan().Fill(float.MaxValue);
        FeatureCheck.EnsureFinite(FeatureMatrix.FromArray(values, 3, columns), "x");
        for (int at = 0; at < values.Length; at++)
        {
            float[] damaged = [.. values];
            damaged[at] = bad;
            AssertInputError(() => FeatureCheck.EnsureFinite(FeatureMatrix.FromArray(damaged, 3, columns), "my.npy"), "my.npy", $"row {at / columns}, column {at % columns} ");
        }
    }

    [Test]
    public void Doubles_that_do_not_fit_float32_and_bad_halves_are_found()
    {
        AssertInputError(() => FeatureCheck.EnsureFinite(FeatureMatrix.FromArray(new[] { 0, 1e300 }, 1, 2), "x"), "column 1", "as float32");
        AssertInputError(() => FeatureCheck.EnsureFinite(FeatureMatrix.FromArray(new[] { Half.One, Half.NaN }, 2, 1), "x"), "row 1, column 0");
        AssertInputError(() => FeatureCheck.EnsureFinite(FeatureMatrix.FromArray(new[] { 1f, float.NaN }, 2, 1).Select([0, 1]), "x"), "row 1, column 0");
    }

    [Test]
    public void Labels_can_be_joined_widened_and_counted()
    {
        LabelSet single = LabelSet.FromClasses([0, 2], 3).Concatenate(LabelSet.FromClasses([4], 5));
        Assert.That(Classes(single), Is.EqualTo(new[] { 0, 2, 4 }));
        Assert.That(single.CountPerClass(), Is.EqualTo(new[] { 1, 0, 1, 0, 1 }));
        LabelSet multi = LabelSet.FromMasks([0b11, 0], 2).Concatenate(LabelSet.FromMasks([1UL << 63, 0b10], 70));
        Assert.That((multi.Count, multi.ClassCount), Is.EqualTo((3, 70)));
        Assert.That((multi.Has(0, 1), multi.Has(1, 0), multi.Has(2, 63), multi.Has(2, 65), multi.Has(2, 64)), Is.EqualTo((true, false, true, true, false)));
        AssertInputError(() => single.Concatenate(multi), "multi-labels");
        Assert.Throws<ArgumentException>(() => LabelSet.FromMasks([0b100], 2));
    }

    [Test]
    public void One_class_alone_teaches_nothing()
    {
        AssertInputError(() => LabelSet.FromClasses([3, 3], 5).EnsureSeveralClasses("y.npy"), "y.npy", "one class 3");
        AssertInputError(() => LabelSet.FromMasks([0, 0], 5).EnsureSeveralClasses("y.npy"), "no item has a label");
        AssertInputError(() => LabelSet.FromMasks([2, 2], 5).EnsureSeveralClasses("y.npy"), "one class 1");
        LabelSet.FromClasses([3, 1], 5).EnsureSeveralClasses("y.npy");
        LabelSet.FromMasks([3], 2).EnsureSeveralClasses("y.npy");
    }
}
