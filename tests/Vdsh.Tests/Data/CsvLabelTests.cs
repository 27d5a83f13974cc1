// Labels in a table: the number of items tells a header from a label, and names get the same numbers in all files.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class CsvLabelTests : DataTestBase
{
    private readonly List<string> notes = [];

    private LabelSet Load(string text, int? rows, RelatedFiles? related = null)
    {
        notes.Clear();
        return LabelFile.Load(
            Folder.Write("y.csv", text), rows, new InputOptions { Related = related, Note = notes.Add });
    }

    [Test]
    public void The_number_of_items_tells_a_header_of_numbers_from_a_label()
    {
        Assert.That(Classes(Load("0\n2\n1\n", 2)), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(notes[0], Does.Contain("2 labels; header row '0'"));
        Assert.That(Classes(Load("0\n2\n1\n", 3)), Is.EqualTo(new[] { 0, 2, 1 }));
        Assert.That(notes[0], Does.Contain("3 labels; no header row"));
        AssertInputError(() => Load("3\n2\n1\n", 2), "3 labels", "2 feature rows");
        AssertInputError(() => Load("label\n2\n1\n", 3), "2 labels", "3 feature rows");
    }

    [Test]
    public void Class_names_are_numbered_in_order_and_said()
    {
        var related = new RelatedFiles();
        Assert.That(Classes(Load("label\nfish\ncat\n\"fish\"\n", 3, related)), Is.EqualTo(new[] { 1, 0, 1 }));
        Assert.That(related.ClassNames, Is.EqualTo(new[] { "cat", "fish" }));
        Assert.That(notes[0], Does.Contain("header row 'label'").And.Contain("0 = cat, 1 = fish"));
        Assert.That(Classes(Load("dog\ncat\nant\n", 3, related)), Is.EqualTo(new[] { 3, 0, 2 }),
            "known names keep their numbers");
    }

    [Test]
    public void Class_names_are_never_numbered_by_each_file_for_itself()
    {
        AssertInputError(() => Load("label\ncat\ndog\n", 2), "class names", "numpy.unique");
        AssertInputError(() => Load("label\ncat\ndog\n", null, new RelatedFiles()), "line 1", "'label'");
        var related = new RelatedFiles();
        Load("a\nb\n", 2, related);
        AssertInputError(() => Load("0\n1\n", 2, related), "class names", "class numbers");
        AssertInputError(() => LabelFile.Load(
            Folder.Write("y.npy", TemporaryFolder.Npy("|u1", "(2,)", [0, 1])), 2,
            new InputOptions { Related = related }), "y.npy", "class numbers");
    }

    [TestCase("1\ncat\n", "line 1 holds '1'")]
    [TestCase("cat\ndog\n1\n", "line 3 holds '1'")]
    [TestCase("label\n1\ncat\n", "line 3 holds 'cat'")]
    [TestCase("label\n1\n\n2\n", "line 3 is blank")]
    [TestCase("label\n1\nNA\n", "line 3, column 1 holds 'NA'")]
    [TestCase("label\n1\n\"\"\n", "line 3, column 1 is empty")]
    [TestCase("label\ncat\n?\n", "line 3, column 1 holds '?'")]
    [TestCase("label\ncat\ndo\uFFFDg\n", "not UTF-8")]
    [TestCase("id,label\n7,1\n8,0\n", "id, label")]
    [TestCase("label\n", "1 labels")]
    public void Labels_that_could_be_something_else_are_refused(string text, string part)
        => AssertInputError(() => Load(text, 2, new RelatedFiles()), "y.csv", part);

    [Test]
    public void The_index_of_pandas_is_left_out()
    {
        Assert.That(Classes(Load(",label\n0,2\n1,0\n", 2)), Is.EqualTo(new[] { 2, 0 }));
        Assert.That(notes[0], Does.Contain("column 1 without a name (a row index) left out"));
        LabelSet masks = Load(",a,b,c\n0,1,0,1\n1,0,0,1\n", 2);
        Assert.That((masks.Count, masks.ClassCount, masks.MaskOf(0)[0]), Is.EqualTo((2, 3, 5UL)));
    }

    [Test]
    public void A_header_of_numbers_above_0_and_1_is_told_by_content_or_count()
    {
        Assert.That(Load("0,1,2\n1,0,1\n", null).Count, Is.EqualTo(1));
        Assert.That(Load("0,1\n1,0\n", 1).Count, Is.EqualTo(1));
        Assert.That(Load("0,1\n1,0\n", 2).Count, Is.EqualTo(2));
        AssertInputError(() => Load("1,0\n1,5\n", 2), "column 1", "is 5", "0 and 1");
    }
}
