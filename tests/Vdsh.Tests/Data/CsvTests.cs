// Text tables in their usual dialects, and the errors that name line and column.
using System.Globalization;
using System.Text;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class CsvTests : DataTestBase
{
    private static readonly float[][] Expected = [[1, -2.5f, 3000], [4, 5, 0.25f]];

    [TestCase("1,-2.5,3e3\n4,5,.25\n")]
    [TestCase("1,-2.5,3e3\r\n4,5,.25")]
    [TestCase("\uFEFF1;-2.5;3e3\n4;5;.25\n\n")]
    [TestCase("1\t-2.5\t3e3\n\n4\t5\t.25\n  \n")]
    [TestCase("  1   -2.5 3e3\n4 5 .25  \n")]
    [TestCase("# from numpy\n1, -2.5, 3e3\n4, 5, .25\n")]
    [TestCase("a,b,c\n\"1\",\"-2.5\",3e3\n4,5,.25\n")]
    [TestCase("\"width; cm\";\"height\";c\n1;-2.5;3e3\n4;5;.25\n")]
    public void Reads_every_dialect(string text)
        => Assert.That(Rows(FeatureFile.Load(Folder.Write("x.csv", text))), Is.EqualTo(Expected));

    [Test]
    public void Reads_gzipped_text() => Assert.That(
        Rows(FeatureFile.Load(Folder.Write("x.csv.gz", TemporaryFolder.Gzip("1,-2.5,3e3\n4,5,.25\n"u8)))), Is.EqualTo(Expected));

    [TestCase("first")]
    [TestCase("last")]
    [TestCase("Class")]
    public void Takes_the_label_from_the_column_asked_for(string column)
    {
        CsvLabelColumn label = column == "first" ? CsvLabelColumn.First : column == "last" ? CsvLabelColumn.Last : CsvLabelColumn.Named(column);
        string text = column switch
        {
            "first" => "2,10,20\n0,30,40\n",
            "last" => "10,20,2\n30,40,0.0\n",
            _ => "a,class,b\n10,2,20\n30,0e0,40\n",
        };
        LabeledData data = CsvFile.Load(Folder.Write("x.csv", text), label);
        Assert.That(Rows(data.Features), Is.EqualTo(new float[][] { [10, 20], [30, 40] }));
        Assert.That(Classes(data.Labels), Is.EqualTo(new[] { 2, 0 }));
        Assert.That(data.Labels.ClassCount, Is.EqualTo(3));
    }

    [TestCase("1,2\n3\n", "line 2 has 1 columns where line 1 has 2")]
    [TestCase("1,2\n3,4,5\n", "line 2 has 3 columns where line 1 has 2")]
    [TestCase("1,2\n3,4,\n", "line 2 has 3 columns")]
    [TestCase("1,2\n3,\n", "line 2, column 2 is empty")]
    [TestCase(",2\n3,4\n", "line 1, column 1 is empty")]
    [TestCase("1,2\n# c\nnan,4\n", "line 3, column 1 holds 'nan'")]
    [TestCase("1,2\n3,Infinity\n", "line 2, column 2 holds 'Infinity'")]
    [TestCase("1,2\n3,1e39\n", "line 2, column 2 holds '1e39'")]
    [TestCase("a,b\n3,x4\n", "line 2, column 2 holds 'x4'")]
    [TestCase("1,2x\n3,4\n", "line 1, column 2 holds '2x' among numbers")]
    [TestCase("a,b\n", "header line but no rows")]
    [TestCase("# only a comment\n", "no rows")]
    [TestCase("\n\n", "no rows")]
    public void Names_line_and_column_of_an_error(string text, string part)
        => AssertInputError(() => FeatureFile.Load(Folder.Write("x.csv", text)), "x.csv", part);

    [TestCase("10,2.5\n", "line 1, column 2 holds '2.5'", "class number")]
    [TestCase("10,-1\n", "-1", "start at 0")]
    [TestCase("10,70000\n", "70000", "renumber")]
    [TestCase("1\n2\n", "no column beside the label", "separate")]
    public void Refuses_bad_labels(string text, string part, string other)
        => AssertInputError(() => CsvFile.Load(Folder.Write("x.csv", text), CsvLabelColumn.Last), "x.csv", part, other);

    [Test]
    public void Refuses_unknown_label_columns_and_other_formats()
    {
        AssertInputError(() => CsvFile.Load(Folder.Write("x.csv", "a,b\n1,2\n"), CsvLabelColumn.Named("c")), "no column 'c'", "a, b");
        AssertInputError(() => CsvFile.Load(Folder.Write("x.csv", "1,2\n"), CsvLabelColumn.Named("c")), "no header");
        AssertInputError(() => CsvFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy("|u1", "(1, 2)", [1, 2])), CsvLabelColumn.Last), "not a CSV");
        Assert.Throws<ArgumentException>(() => CsvFile.Load(Folder["x.csv"], CsvLabelColumn.None));
    }

    [Test]
    public void Many_rows_and_long_lines_come_back_exactly([Values(1, 3, 70000)] int columns)
    {
        int rows = columns == 70000 ? 5 : 200000 / columns;
        const ulong seed = 41;
        var random = new SeededRandom(seed);
        float[][] values = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => (float)random.NextGaussian()).ToArray())];
        var text = new StringBuilder();
        foreach (float[] row in values)
            text.AppendJoin(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        FeatureMatrix matrix = FeatureFile.Load(Folder.Write("x.csv", text.ToString()));
        Assert.That((matrix.Rows, matrix.Columns), Is.EqualTo((rows, columns)));
        for (int row = 0; row < rows; row++)
        {
            if (!Row(matrix, row).AsSpan().SequenceEqual(values[row]))
                Assert.Fail($"Row {row} differs (seed {seed}).");
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.CopyRow(rows, new float[columns]));
    }

    [Test]
    public void Truncated_gzip_text_is_never_taken_for_whole()
    {
        byte[] packed = TemporaryFolder.Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919 % 1009},{i}\n"))));
        for (int length = 20; length < packed.Length; length += 11)
        {
            string path = Folder.Write("x.csv.gz", packed[..length]);
            AssertInputError(() => FeatureFile.Load(path), "x.csv.gz");
        }
    }
}
