// Whatever a file or its name holds, a message is one line of visible characters.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class MessageTextTests : DataTestBase
{
    [TestCase("plain text, 10 \u00e4 \u20ac \u65e5\u672c", "plain text, 10 \u00e4 \u20ac \u65e5\u672c")]
    [TestCase("a\r\nb\tc", @"a\r\nb\tc")]
    [TestCase("\u001b[31mred\u0007\0\u007f", @"\u001B[31mred\u0007\u0000\u007F")]
    [TestCase("a\u2028b\u2029c\u0085d", @"a\u2028b\u2029c\u0085d")]
    [TestCase("txt\u202efdp.exe\u2066\u200b\ufeff", @"txt\u202Efdp.exe\u2066\u200B\uFEFF")]
    public void Everything_that_is_not_seen_as_itself_is_written_out(string text, string expected)
        => Assert.That(MessageText.Escape(text), Is.EqualTo(expected));

    [Test]
    public void Pairs_of_surrogates_stay_and_halves_are_written_out()
        => Assert.That(MessageText.Escape("\U0001F600\ud800x\udc00"), Is.EqualTo("\U0001F600" + @"\uD800x\uDC00"));

    [Test]
    public void Long_text_is_cut()
    {
        Assert.That(MessageText.Escape("abcdef", 3), Is.EqualTo("abc..."));
        Assert.That(MessageText.Escape("abc", 3), Is.EqualTo("abc"));
        Assert.That(MessageText.Quote(new string('x', 1000)), Has.Length.LessThan(90));
    }

    [Test]
    public void An_input_error_is_one_line_whoever_words_it()
    {
        Assert.That(new InputException("x\ny\u001b[2J").Message, Is.EqualTo(@"x\ny\u001B[2J"));
        Assert.That(new InputException("x\ny", new IOException("z")).Message, Is.EqualTo(@"x\ny"));
    }

    [Test]
    public void Text_of_a_header_cannot_break_or_colour_a_message()
    {
        const string hostile = "5\n\u001b[31m";
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy("<f8", $"({hostile},)", []))),
            "x.npy", @"5\n\u001B[31m");
        AssertInputError(() => FeatureFile.Load(
            Folder.Write("x.npy", TemporaryFolder.Npy("<q" + hostile, "(1, 1)", []))), @"\n\u001B");
        AssertInputError(
            () => FeatureFile.Load(
                Folder.Write("x.npz", TemporaryFolder.Zip(true, ($"a{hostile}.npy", []), ($"b{hostile}.npy", [])))),
                @"'a5\n\u001B[31m'");
        AssertInputError(() => FeatureFile.Load(Folder["none\n\u001b[31m.npy"]), @"none\n\u001B[31m.npy",
            "does not exist");
    }

    [Test]
    public void A_long_list_of_names_is_cut()
    {
        (string, byte[])[] entries =
            [.. Enumerable.Range(0, 500).Select(i => (new string('n', 300) + $"{i}.npy", Array.Empty<byte>()))];
        InputException? error =
            Assert.Throws<InputException>(
            () => FeatureFile.Load(Folder.Write("x.npz", TemporaryFolder.Zip(true, entries))));
        Assert.That(error!.Message, Has.Length.LessThan(3000).And.Contain("and 480 more"));
    }
}
