// What is certain about a table is taken and said; what is not is an error that names the option which settles it.
using System.Globalization;
using System.Text;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class CsvTableTests : DataTestBase
{
    private readonly List<string> notes = [];

    private FeatureMatrix Load(string text, InputOptions? options = null)
    {
        notes.Clear();
        return FeatureFile.Load(Folder.Write("x.csv", text), (options ?? new InputOptions()) with { Note = notes.Add });
    }

    private void Refused(string text, params string[] parts) => AssertInputError(() => Load(text), ["x.csv", .. parts]);

    [Test]
    public void Numbers_that_count_above_rows_of_fractions_are_the_header_of_pandas()
    {
        Assert.That(Rows(Load("0,1,2\n0.5,1.5,2.5\n3.5,4.0,5.5\n")),
            Is.EqualTo(new float[][] { [0.5f, 1.5f, 2.5f], [3.5f, 4, 5.5f] }));
        Assert.That(notes, Has.Count.EqualTo(1).And.One.Contains("2 rows, 3 columns; header row of numbers"));
    }

    [TestCase("0,1,2\n3,4,5\n6,7,8\n")]
    [TestCase("0,1\n0.5,0.25\n")]
    [TestCase("0\n0.5\n")]
    [TestCase("400,410,425\n0.12,0.15,0.11\n")]
    public void A_first_line_of_numbers_that_could_be_either_is_settled_by_the_option_alone(string text)
    {
        Refused(text, "line 1", "--header yes or --header no");
        int lines = text.Count(character => character == '\n');
        Assert.That(Load(text, new InputOptions { Header = true }).Rows, Is.EqualTo(lines - 1));
        Assert.That(Load(text, new InputOptions { Header = false }).Rows, Is.EqualTo(lines));
    }

    [TestCase("1,2,3\n4,5,6\n")]
    [TestCase("0,1,3\n4,5,6\n")]
    [TestCase("3.0,1.0\n0.5,0.25\n")]
    [TestCase("0,1,2\n")]
    public void Other_lines_of_numbers_are_rows(string text)
    {
        Assert.That(Load(text).Rows, Is.EqualTo(text.Count(character => character == '\n')));
        Assert.That(notes[0], Does.Contain("no header row"));
    }

    [Test]
    public void A_column_with_an_endless_name_is_advised_of_by_its_number()
    {
        string name = new string('a', 50_000) + "_id";
        string message = Assert.Throws<InputException>(() => Load($"x,{name}\n1,2\n"))!.Message;
        Assert.That(message, Does.Contain("--drop-columns 2,").And.Contain("--keep-columns 2."));
        Assert.That(message, Has.Length.LessThan(1000));
        Assert.That(Load($"x,{name}\n1,2\n", new InputOptions { DropColumns = ["2"] }).Columns, Is.EqualTo(1));
    }

    [TestCase("NA,NA\n1,2\n")]
    [TestCase("?,?\n1,2\n")]
    [TestCase("null,\n1,2\n")]
    public void A_first_line_of_missing_values_is_not_lost_as_a_header(string text)
    {
        Refused(text, "line 1", "missing values", "--header yes");
        AssertInputError(() => Load(text, new InputOptions { Header = false }), "line 1, column 1");
        Assert.That(Load(text, new InputOptions { Header = true, KeepColumns = ["2"] }).Rows, Is.EqualTo(1));
    }

    [TestCase("a,b\n1,NA\n", "line 2, column 2 holds 'NA'")]
    [TestCase("a,b\n1,?\n", "line 2, column 2 holds '?'")]
    [TestCase("a,b\n1,\n", "line 2, column 2 is empty")]
    [TestCase("a,b\n1,\"\"\n", "line 2, column 2 is empty")]
    public void A_missing_value_is_located(string text, string part) => Refused(text, part, "--drop-columns 2");

    [TestCase(",a,b\n0,1.5,2\n1,3,4\n")]
    [TestCase("\"\",a,b\nfirst,1.5,2\nsecond,3,4\n")]
    [TestCase("Unnamed: 0,a,b\n7,1.5,2\n9,3,4\n")]
    [TestCase(",0,1\n0,1.5,2\n1,3,4\n")]
    public void A_first_column_without_a_name_is_an_index_and_left_out(string text)
    {
        Assert.That(Rows(Load(text)), Is.EqualTo(new float[][] { [1.5f, 2], [3, 4] }));
        Assert.That(notes[0],
            Does.Contain("2 columns; header row").And.Contains("column 1 without a name (a row index) left out"));
    }

    [Test]
    public void An_index_can_be_kept()
        => Assert.That(Rows(Load(",a\n7,1\n8,2\n", new InputOptions { KeepColumns = ["1"] })),
            Is.EqualTo(new float[][] { [7, 1], [8, 2] }));

    [TestCase("label")]
    [TestCase("LABEL")]
    [TestCase("Class")]
    [TestCase("target")]
    [TestCase("y")]
    [TestCase("Category")]
    [TestCase("ID")]
    [TestCase("true_label")]
    [TestCase("imageId")]
    public void A_column_that_may_be_a_label_or_an_id_is_refused_and_settled_by_either_option(string name)
    {
        string text = $"f0,f1,{name}\n0.5,1,2\n3,4,5\n";
        Refused(text, "column 3", $"'{name}'", $"--drop-columns {name}", $"--keep-columns {name}");
        Assert.That(Load(text, new InputOptions { DropColumns = [name] }).Columns, Is.EqualTo(2));
        Assert.That(notes[0], Does.Contain($"column '{name}' left out"));
        Assert.That(Load(text, new InputOptions { KeepColumns = [name.ToUpperInvariant()] }).Columns, Is.EqualTo(3));
    }

    [TestCase("yaw,classy,identity,labels2,acid,subclasses,position_y")]
    public void Names_that_only_contain_such_words_are_features(string header)
        => Assert.That(Load(header + "\n0.5,1,2,3,4,5,6\n").Columns, Is.EqualTo(7));

    [Test]
    public void A_label_is_not_hidden_by_a_header_that_is_a_comment()
    {
        Refused("# f0,f1,label\n0.5,1,2\n3,4,5\n", "'label'", "--drop-columns label");
        Assert.That(Load("# made by a program\n0.5,1,2\n").Columns, Is.EqualTo(3));
        Assert.That(Load("# a b c\n0.5 1 2\n").Columns, Is.EqualTo(3));
        Assert.That(notes[0], Does.Contain("names in a comment"));
    }

    [Test]
    public void Every_other_column_without_a_name_is_asked_about()
    {
        Refused("a,,c\n1,2.5,3\n", "column 2 has no name", "--drop-columns 2", "--keep-columns 2");
        Refused("a,b,\n1,2.5,3\n", "column 3 has no name");
        Refused("a,Unnamed: 1,c\n1,2.5,3\n", "column 2 has no name");
    }

    [Test]
    public void A_first_column_that_counts_the_rows_is_asked_about([Values(0, 1)] int from, [Values] bool header)
    {
        string text = (header ? "t,a\n" : "")
            + string.Concat(Enumerable.Range(0, 9).Select(row => $"{row + from},{row * row}.5\n"));
        Refused(text, "column 1 counts the rows", "--drop-columns 1", "--keep-columns 1");
        Assert.That(Load(text, new InputOptions { KeepColumns = ["1"] }).Columns, Is.EqualTo(2));
        Assert.That(Load(text, new InputOptions { DropColumns = ["1"] }).Columns, Is.EqualTo(1));
        Assert.That(Load(text + "7,1.5\n").Columns, Is.EqualTo(2), "the last row does not count on");
    }

    [Test]
    public void Columns_are_found_by_name_before_number_and_wrong_ones_are_named()
    {
        const string text = "3,1,2\n0.5,1.5,2.5\n";
        InputOptions options = new() { Header = true };
        Assert.That(Rows(Load(text, options with { DropColumns = ["1"] })), Is.EqualTo(new float[][] { [0.5f, 2.5f] }),
            "the column named 1, not the first");
        Assert.That(Rows(Load("a,b,c\n0.5,1.5,2.5\n", options with { DropColumns = ["1", "C"] })),
            Is.EqualTo(new float[][] { [1.5f] }));
        AssertInputError(() => Load("a,b\n1,2\n", new InputOptions { DropColumns = ["c"] }), "no column 'c'", "a, b");
        AssertInputError(() => Load("a,b\n1,2\n", new InputOptions { DropColumns = ["3"] }), "no column '3'");
        AssertInputError(() => Load("1,2\n3,4\n", new InputOptions { DropColumns = ["a"] }), "no header line", "1 to 2",
            "--header yes");
        AssertInputError(() => Load("a,a\n1,2\n", new InputOptions { DropColumns = ["a"] }), "2 columns named 'a'",
            "(1, 2)");
        AssertInputError(() => Load("a,b\n1,2\n", new InputOptions { DropColumns = ["a"], KeepColumns = ["1"] }),
            "both in");
        AssertInputError(() => Load("a,b\n1,2\n", new InputOptions { DropColumns = ["a", "b"] }), "no feature left");
    }

    [TestCase("sep=;\r\n1;2.5\r\n3;4\r\n", "semicolons")]
    [TestCase("SEP=\t\n1\t2.5\n3\t4\n", "tabs")]
    [TestCase("sep=|\n1|2.5\n3|4\n", "'|'")]
    [TestCase("1|2.5\n3|4\n", "'|'")]
    [TestCase("1;2.5\r3;4\r", "semicolons")]
    [TestCase("\"a,b\";\"c;d\"\n1;2.5\n3;4\n", "semicolons")]
    [TestCase("\"a\nb\";\"c\"\"d\"\n1;\"2.5\"\n3;4\n", "semicolons")]
    [TestCase("1;2.5;\n3;4;\n", "a separator at the end of every line")]
    [TestCase("a;b;\n1;2.5;\n3;4;\n", "a separator at the end of every line")]
    [TestCase("1   2.5 \n  3 4\n", "spaces")]
    [TestCase("\"first column\" b\n1 2.5\n3  4\n", "spaces")]
    [TestCase("1;2.5\n\n\n# note\n3;4\n\n", "2 blank lines skipped")]
    [TestCase("1;2.5\n# note\n3;4\n", "1 comment lines skipped")]
    public void Dialects_are_read_and_said(string text, string note)
    {
        Assert.That(Rows(Load(text)), Is.EqualTo(new float[][] { [1, 2.5f], [3, 4] }));
        Assert.That(notes[0], Does.Contain(note));
    }

    [Test]
    public void Unicode_of_16_bits_is_read([Values] bool bigEndian, [Values] bool gzip)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        byte[] text = [.. encoding.GetPreamble(), .. encoding.GetBytes("gr\u00f6\u00dfe,b\r\n1,2.5\r\n3,4\r\n")];
        string path = Folder.Write("x.csv", gzip ? TemporaryFolder.Gzip(text) : text);
        Assert.That(Rows(FeatureFile.Load(path)), Is.EqualTo(new float[][] { [1, 2.5f], [3, 4] }));
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.csv", text[2..])), bigEndian ? "x.csv"
            : "UTF-16 without a byte order mark");
        AssertInputError(() => FeatureFile.Load(
            Folder.Write("x.csv", [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes("1,2")])), "UTF-32");
    }

    [Test]
    public void Decimal_commas_are_read_where_they_are_declared()
    {
        Refused("1,5;2\n3;4\n", "'1,5'", "--decimal comma");
        Assert.That(Rows(Load("1,5;-2,25e1\n3;123456,75\n", new InputOptions { DecimalComma = true })),
            Is.EqualTo(new float[][] { [1.5f, -22.5f], [3, 123456.75f] }));
        AssertInputError(() => Load("1.5;2\n", new InputOptions { DecimalComma = true }), "'1.5'",
            "leave out --decimal comma");
        AssertInputError(() => Load("1.234,5;2\n", new InputOptions { DecimalComma = true }), "1.234,5");
        Refused("a;b\n1,234,567;2\n", "'1,234,567'");
    }

    [TestCase("1,\"2\n3,4\n", "quotation mark")]
    [TestCase("a\"b,c\n1,2\n", "quotation mark")]
    [TestCase("a,b\n\"1\"5,2\n", "quotation marks are not paired")]
    [TestCase("a,b\n1,2\n# 5\" pipe\n3,4\n", "comment in line 3")]
    [TestCase("sep=x\n1,2\n", "separator")]
    [TestCase("sep=\n1,2\n", "separator")]
    [TestCase("1;2;\n3;4;5\n", "line 2, column 3 holds '5'")]
    [TestCase("0.5\n\n1.5\n", "line 2 is blank")]
    [TestCase("a,b\n,\n", "line 2, column 1 is empty")]
    public void Nothing_damaged_is_taken_for_something_else(string text, string part) => Refused(text, part);

    [TestCase("2\0", @"'2\u0000'")]
    [TestCase("2\u001b[31m", @"'2\u001B[31m'")]
    public void Control_characters_far_behind_the_start_are_no_part_of_a_number(string cell, string shown)
    {
        string rows = string.Concat(Enumerable.Repeat("1.5,2\n", 200));
        Refused($"{rows}1.5,{cell}\n", "line 201, column 2", shown);
        AssertInputError(() => LabelFile.Load(
            Folder.Write("y.csv", $"{string.Concat(Enumerable.Repeat("1\n", 400))}{cell}\n")), shown);
    }

    [TestCase("1,")]
    [TestCase("1\t")]
    [TestCase("1 ")]
    [TestCase("1  ")]
    public void A_million_cells_in_a_line_are_refused_early(string cell)
    {
        byte[] packed = TemporaryFolder.Gzip(
            Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, cell, 20_000_000).ToString()));
        string path = Folder.Write("x.csv.gz", packed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertInputError(() => FeatureFile.Load(path), "line 1 has more than 262144 cells", ".npy");
        AssertInputError(() => LabelFile.Load(path), "line 1 has more than 262144 cells");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 << 20));
    }

    [Test]
    public void Spaces_before_between_and_behind_the_most_cells_of_a_line_are_no_more_cells()
    {
        string line = "  " + string.Join("  ", Enumerable.Repeat("1", 1 << 18)) + "  \n";
        FeatureMatrix matrix = FeatureFile.Load(Folder.Write("x.txt", line + line));
        Assert.That((matrix.Rows, matrix.Columns), Is.EqualTo((2, 1 << 18)));
    }

    [Test]
    public void A_line_that_does_not_end_is_refused()
    {
        Refused("1,2\n" + new string('7', 9_000_000) + ",1\n", "line 2 has more than 8388608 characters");
        Refused("1,2\n\"" + new StringBuilder().Insert(0, "7\n", 9_000_000), "quotation mark");
    }

    [Test]
    public void Numbers_of_every_length_are_rounded_as_the_framework_does()
    {
        const int seed = 7;
        var random = new Random(seed);
        List<string> cells =
            ["-0", "0", "00.50", "5.", "-.5", "9999999", "99999.99", "16777217", "0.1", "+1", "1e-45", "3.4028235e38",
            "123456789.123456789", "0.0000001"];
        for (int i = 0; i < 20000; i++)
            cells.Add(random.Next(3) switch
            {
                0 => ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 7)))
                    .ToString($"F{random.Next(0, 8)}", CultureInfo.InvariantCulture),
                1 => ((float)random.NextDouble()).ToString("R", CultureInfo.InvariantCulture),
                _ => random.NextInt64(-99_999_999, 99_999_999).ToString(CultureInfo.InvariantCulture),
            });
        FeatureMatrix matrix =
            Load(string.Concat(cells.Select(cell => $"{cell},0.5\n")), new InputOptions { Header = false });
        for (int row = 0; row < cells.Count; row++)
            Assert.That(BitConverter.SingleToInt32Bits(Row(matrix, row)[0]),
                Is.EqualTo(BitConverter.SingleToInt32Bits(float.Parse(cells[row], CultureInfo.InvariantCulture))),
                $"{cells[row]} (seed {seed})");
        Assert.That(notes[0], Does.Contain("beyond 2^24 rounded"));
    }

    [Test]
    public void Tables_read_together_must_name_the_same_columns_in_the_same_order()
    {
        InputOptions options = new() { Related = new RelatedFiles() };
        Load("a,b\n1.5,2\n", options);
        Assert.That(Load("a,b\n3.5,4\n", options).Rows, Is.EqualTo(1));
        AssertInputError(() => Load("b,a\n3.5,4\n", options), "names feature 1 'b'", "names it 'a'", "same order");
    }

    [Test]
    public void Options_of_tables_are_not_ignored_for_other_formats()
    {
        string path = Folder.Write("x.npy", TemporaryFolder.Npy("|u1", "(1, 2)", [1, 2]));
        AssertInputError(() => FeatureFile.Load(path, new InputOptions { DropColumns = ["1"] }), "x.npy", "no CSV",
            "--drop-columns");
        AssertInputError(() => FeatureFile.Load(path, new InputOptions { Header = false }), "--header");
    }
}
