// Codes as other programs save them: what is certain is taken and said, what may be two things is an error that names
// the option.
using System.Runtime.InteropServices;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

internal sealed class CodeArrayTests
{
    private const int Count = 30;

    [Test]
    public void One_number_a_bit_is_read_in_every_type([Values("<f2", "<f4", ">f8", "|b1", "|i1", "<i2", ">i4",
        "<i8")] string descr, [Values] bool signs, [Values] bool fortran)
    {
        if (descr == "|b1" && signs)
            return;
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(Count, 18, 1);
        folder.Write("codes.npy", Array(codes, descr, signs, fortran));
        CodeFile read = CodeDatabase.Read(folder["codes.npy"], descr == "|i1" && !signs ? 18 : null);
        Assert.That(read.Codes, Is.EqualTo(codes));
        Assert.That(read.Taken,
            Does.Contain(folder["codes.npy"]).And.Contain(signs ? "-1 and +1" : "0 and 1").And.Contain("18 bits"));
    }

    [Test]
    public void Packed_numbers_are_read_in_every_width(
        [Values("|i1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8")] string descr, [Values] bool fortran)
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(Count, 192, 1);
        folder.Write("codes.npy", Packed(codes, descr, fortran));
        CodeFile read = CodeDatabase.Read(folder["codes.npy"]);
        Assert.That(read.Codes, Is.EqualTo(codes));
        Assert.That(read.Taken, Does.Contain("packed"));
        // With as many bits as the last number needs, if what is beyond them is zero.
        Assert.That(
            () => CodeDatabase.Read(folder["codes.npy"], 191), Throws.TypeOf<InputException>().With.Message.Contains(
            "beyond bit 190").And.Message.Contains(folder["codes.npy"]));
        Assert.That(() => CodeDatabase.Read(folder["codes.npy"], 64),
            Throws.TypeOf<InputException>().With.Message.Contains("--bits 64"));
        HashCodes shorter = RandomCodes.Create(Count, 190, 2);
        folder.Write("shorter.npy", Packed(new HashCodes(shorter.Words.ToArray(), Count, 192), descr, fortran));
        Assert.That(CodeDatabase.Read(folder["shorter.npy"], 190).Codes, Is.EqualTo(shorter));
    }

    [TestCase("|u1")]
    [TestCase("|i1")]
    [TestCase("<u2")]
    [TestCase("<u8")]
    public void Zeros_and_ones_that_may_be_packed_are_not_guessed(string descr)
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(Count, 16, 1);
        folder.Write("codes.npy", Array(codes, descr, signs: false, fortran: false));
        Assert.That(() => CodeDatabase.Read(folder["codes.npy"]), Throws.TypeOf<InputException>()
            .With.Message.Contains("--codes-as bits").And.Message.Contains("--codes-as packed").And.Message.Contains(
                "--bits 16"));
        Assert.That(CodeDatabase.Read(folder["codes.npy"], form: CodeForm.Bits).Codes, Is.EqualTo(codes));
        Assert.That(CodeDatabase.Read(folder["codes.npy"], 16).Codes, Is.EqualTo(codes));
        int packedBits = 16 * 8 * (descr[2] - '0');
        Assert.That(CodeDatabase.Read(folder["codes.npy"], form: CodeForm.Packed).Codes.Bits, Is.EqualTo(packedBits));
        Assert.That(CodeDatabase.Read(folder["codes.npy"], packedBits).Codes.Bits, Is.EqualTo(packedBits));
        // Queries are as long as the codes of their database.
        Assert.That(CodeDatabase.ReadQueries(folder["codes.npy"], 16, "database").Codes, Is.EqualTo(codes));
        Assert.That(
            () => CodeDatabase.ReadQueries(folder["codes.npy"], 24, "the database"), Throws.TypeOf<InputException>()
            .With.Message.Contains("the database").And.Message.Contains("same model"));
    }

    [TestCase("<f4", new byte[] { 0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F }, "row 0, column 0", "0.5")]
    [TestCase("<f4", new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0xC0, 0xFF }, "row 0, column 1", "NaN")]
    [TestCase("|b1", new byte[] { 1, 0 }, "--codes-as packed", "Boolean")]
    [TestCase("<i2", new byte[] { 1, 0, 0xFF, 0xFF }, "", "")]
    [TestCase("<i8", new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 }, "column 0", "is 3")]
    public void What_is_no_code_is_refused_with_its_place(string descr, byte[] elements, string where, string what)
    {
        using var folder = new TemporaryFolder();
        folder.Write("codes.npy", TemporaryFolder.Npy(descr, "(1, 2)", elements));
        if (where.Length == 0)
        {
            Assert.That(CodeDatabase.Read(folder["codes.npy"]).Codes.Words.ToArray(), Is.EqualTo((ulong[])[1]));
            return;
        }
        CodeForm form = descr == "|b1" ? CodeForm.Packed : CodeForm.Auto;
        Assert.That(() => CodeDatabase.Read(folder["codes.npy"], form: form), Throws.TypeOf<InputException>()
            .With.Message.Contains(where).And.Message.Contains(what).And.Message.Contains(folder["codes.npy"]));
    }

    [Test]
    public void Minus_one_nought_and_one_together_are_no_bits()
    {
        using var folder = new TemporaryFolder();
        folder.Write("codes.npy", TemporaryFolder.Npy("<i2", "(1, 3)", (byte[])[1, 0, 0, 0, 0xFF, 0xFF]));
        Assert.That(() => CodeDatabase.Read(folder["codes.npy"]),
            Throws.TypeOf<InputException>().With.Message.Contains("-1, 0 and 1 among them"));
        folder.Write("flat.npy", TemporaryFolder.Npy("<u8", "(3,)", new byte[24]));
        Assert.That(() => CodeDatabase.Read(folder["flat.npy"]),
            Throws.TypeOf<InputException>().With.Message.Contains("reshape"));
    }

    [Test]
    public void A_column_of_zeros_and_ones_gives_the_same_answers_either_way()
    {
        using var folder = new TemporaryFolder();
        folder.Write("codes.npy", TemporaryFolder.Npy("|u1", "(2, 1)", (byte[])[0, 1]));
        Assert.That(CodeDatabase.Read(folder["codes.npy"]).Codes.Words.ToArray(), Is.EqualTo((ulong[])[0, 1]));
        Assert.That(CodeDatabase.Read(folder["codes.npy"], 1).Codes.Bits, Is.EqualTo(1));
    }

    [Test]
    public void Every_form_searches_and_evaluates_alike()
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(200, 16, 1, 60), queries = RandomCodes.Create(20, 16, 2);
        NpyFile.Write(folder["labels.npy"], (byte[])[.. Enumerable.Range(0, 200).Select(row => (byte)(row % 3))], 200);
        NpyFile.Write(
            folder["query-labels.npy"], (byte[])[.. Enumerable.Range(0, 20).Select(row => (byte)(row % 3))], 20);
        string[] forms = ["packed.npy", "signs.npy", "bits.npy", "words.npy", "faiss", "ivf", "vdshidx"];
        foreach ((HashCodes written, string prefix) in ((HashCodes, string)[])[(codes, "c-"), (queries, "q-")])
        {
            FaissIndexFileTests.WriteCodes(folder[prefix + "packed.npy"], written);
            folder.Write(prefix + "signs.npy", Array(written, "<f4", signs: true, fortran: false));
            folder.Write(prefix + "bits.npy", Array(written, "|b1", signs: false, fortran: true));
            folder.Write(prefix + "words.npy", Packed(written, "<u2", fortran: false));
            folder.Write(prefix + "faiss", FaissBytes.Flat(written));
            int[][] lists = [.. Enumerable.Range(0, 3).Select(
                list => Enumerable.Range(0, written.Count).Where(row => row % 3 == list).Reverse().ToArray())];
            folder.Write(prefix + "ivf", FaissBytes.Inverted(
                written, lists, [.. Enumerable.Range(0, written.Count).Select(row => (long)row)], sparse: false));
            CliRun.Of("export", "index", "--codes", folder[prefix + "packed.npy"], "--out",
                folder[prefix + "vdshidx"]).Succeeded();
        }
        long[]? ids = null;
        string? report = null;
        for (int i = 0; i < forms.Length; i++)
        {
            string database = folder["c-" + forms[i]], asked = folder["q-" + forms[^(i + 1)]];
            CliRun.Of("search", "--codes", database, "--queries", asked, "--k", "9", "--out",
                folder["found.npz"]).Succeeded();
            long[] found = NpzContent.Read<long>(folder["found.npz"], "ids", "<i8", "20, 9");
            Assert.That(found, Is.EqualTo(ids ??= found), forms[i]);
            string map = CliRun.Of(
                "evaluate", "--db-codes", database, "--db-labels", folder["labels.npy"], "--query-codes", asked,
                "--query-labels", folder["query-labels.npy"], "--json").Json()["map"]!.ToJsonString();
            Assert.That(map, Is.EqualTo(report ??= map), forms[i]);
        }
    }

    [Test]
    public void What_was_taken_is_said_once_and_ambiguity_names_the_option()
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(40, 16, 1);
        folder.Write("signs.npy", Array(codes, "<f4", signs: true, fortran: false));
        folder.Write("bits.npy", Array(codes, "|u1", signs: false, fortran: false));
        CliRun run = CliRun.Of("search", "--codes", folder["signs.npy"], "--queries", folder["signs.npy"], "--k", "1",
            "--out", folder["x.npz"]).Succeeded();
        Assert.That(run.ErrorLines.Count(line
            => line.Contains("Float32 number a bit (-1 and +1)", StringComparison.Ordinal)), Is.EqualTo(2), run.Error);
        CliRun.Of("search", "--codes", folder["bits.npy"], "--queries", folder["signs.npy"], "--k", "1", "--out",
            folder["y.npz"]).Refused("--codes-as bits", "--codes-as packed");
        CliRun.Of("search", "--codes", folder["bits.npy"], "--queries", folder["bits.npy"], "--codes-as", "bits",
            "--k", "1", "--out", folder["y.npz"]).Succeeded();
        Assert.That(File.ReadAllBytes(folder["y.npz"]), Is.EqualTo(File.ReadAllBytes(folder["x.npz"])));
        CliRun.Of("export", "faiss", "--codes", folder["bits.npy"], "--out", folder["y"]).Refused("--codes-as");
        CliRun.Of("export", "faiss", "--codes", folder["bits.npy"], "--bits", "16", "--out", folder["y"]).Succeeded();
        CliRun.Of("search", "--codes", folder["y"], "--queries", folder["bits.npy"], "--codes-as", "bits", "--k", "1",
            "--out", folder["z.npz"]).Refused("leave --codes-as out");
    }

    private static byte[] Array(HashCodes codes, string descr, bool signs, bool fortran)
    {
        var elements = new List<byte>();
        foreach ((int row, int bit) in Places(codes.Count, codes.Bits, fortran))
            elements.AddRange(Element(descr, codes.Bit(row, bit) ? 1 : signs ? -1 : 0));
        return TemporaryFolder.Npy(
            descr, $"({codes.Count}, {codes.Bits})", CollectionsMarshal.AsSpan(elements), fortran);
    }

    private static byte[] Packed(HashCodes codes, string descr, bool fortran)
    {
        int bytesEach = descr[2] - '0', columns = codes.BytesPerCode / bytesEach;
        byte[] all = FaissBytes.Bytes(codes);
        var elements = new List<byte>();
        foreach ((int row, int column) in Places(codes.Count, columns, fortran))
        {
            byte[] element = all[(row * codes.BytesPerCode + column * bytesEach)..][..bytesEach];
            elements.AddRange(descr[0] == '>' ? element.Reverse() : element);
        }
        return TemporaryFolder.Npy(descr, $"({codes.Count}, {columns})", CollectionsMarshal.AsSpan(elements), fortran);
    }

    private static IEnumerable<(int Row, int Column)> Places(int rows, int columns, bool fortran) => fortran
        ? Enumerable.Range(0, columns).SelectMany(column => Enumerable.Range(0, rows).Select(row => (row, column)))
        : Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, columns).Select(column => (row, column)));

    private static IEnumerable<byte> Element(string descr, int value)
    {
        byte[] bytes = descr[1..] switch
        {
            "f2" => BitConverter.GetBytes((Half)value),
            "f4" => BitConverter.GetBytes((float)value),
            "f8" => BitConverter.GetBytes((double)value),
            "i2" or "u2" => BitConverter.GetBytes((short)value),
            "i4" or "u4" => BitConverter.GetBytes(value),
            "i8" or "u8" => BitConverter.GetBytes((long)value),
            _ => [(byte)value],
        };
        return descr[0] == '>' ? bytes.Reverse() : bytes;
    }
}
