// What every test of the Data folder needs: a folder, row access in one call, and the check that an error is one clear line.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public abstract class DataTestBase
{
    private protected TemporaryFolder Folder { get; private set; } = null!;

    [SetUp]
    public void CreateFolder() => Folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => Folder.Dispose();

    private protected static float[] Row(FeatureMatrix matrix, int row)
    {
        float[] values = new float[matrix.Columns];
        matrix.CopyRow(row, values);
        return values;
    }

    private protected static float[][] Rows(FeatureMatrix matrix) => [.. Enumerable.Range(0, matrix.Rows).Select(row => Row(matrix, row))];

    private protected static int[] Classes(LabelSet labels) => [.. Enumerable.Range(0, labels.Count).Select(labels.ClassOf)];

    private protected static void AssertInputError(Action action, params string[] parts)
    {
        InputException? error = Assert.Throws<InputException>(() => action());
        Assert.That(error!.Message, Does.Not.Contain("\n"), "an error is one line");
        foreach (string part in parts)
            Assert.That(error.Message, Does.Contain(part));
    }
}
