// Codes come out of every binary index of faiss, whatever it searches with; what has no codes is called by its name.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

internal sealed class FaissStructureTests
{
    private const int Bits = 24;
    private static readonly HashCodes codes = RandomCodes.Create(7, Bits, 1);
    private static readonly int[][] lists = [[3, 0], [], [6, 1, 5], [2], [4]];
    private static readonly int[][] fewLists = [[], [3, 0, 6, 1, 5, 2, 4], []];
    private static readonly long[] rows = [0, 1, 2, 3, 4, 5, 6];
    private static readonly long[] ownIds = [-5, 100, long.MinValue, 7, long.MaxValue, -1, 6];

    private static readonly TestCaseData[] WithRows =
    [
        new TestCaseData(FaissBytes.Flat(codes), null).SetArgDisplayNames("flat"),
        new TestCaseData(FaissBytes.Inverted(codes, lists, rows, sparse: false), "IndexBinaryIVF").SetArgDisplayNames(
            "IVF"),
        new TestCaseData(FaissBytes.Inverted(codes, fewLists, rows, sparse: true),
            "IndexBinaryIVF").SetArgDisplayNames("IVF with few lists"),
        new TestCaseData(FaissBytes.Inverted(codes, lists, rows, sparse: false, directMap: 1),
            "IndexBinaryIVF").SetArgDisplayNames("IVF with a direct map"),
        new TestCaseData(FaissBytes.Inverted(codes, lists, rows, sparse: false, directMap: 2),
            "IndexBinaryIVF").SetArgDisplayNames("IVF with a hash table"),
        new TestCaseData(FaissBytes.Hash(codes, lists, rows), "IndexBinaryHash").SetArgDisplayNames("hash"),
        new TestCaseData(FaissBytes.MultiHash(codes), "IndexBinaryMultiHash").SetArgDisplayNames("multi-hash"),
        new TestCaseData(FaissBytes.Graph(codes), "IndexBinaryHNSW").SetArgDisplayNames("HNSW"),
        new TestCaseData(FaissBytes.Graph(codes, cagra: true), "IndexBinaryHNSWCagra").SetArgDisplayNames("CAGRA"),
    ];

    private static readonly TestCaseData[] WithOwnIds =
    [
        new TestCaseData(FaissBytes.Map("IBMp", FaissBytes.Flat(codes), Bits, ownIds), false).SetArgDisplayNames("map"),
        new TestCaseData(FaissBytes.Map("IBM2", FaissBytes.Inverted(codes, lists, rows, sparse: false), Bits, ownIds),
            false).SetArgDisplayNames("map of IVF"),
        new TestCaseData(FaissBytes.Map("IBM2", FaissBytes.Graph(codes), Bits, ownIds), false).SetArgDisplayNames(
            "map of HNSW"),
        new TestCaseData(FaissBytes.Inverted(codes, lists, ownIds, sparse: false), true).SetArgDisplayNames("IVF"),
        new TestCaseData(FaissBytes.Hash(codes, lists, ownIds), true).SetArgDisplayNames("hash"),
    ];

    [TestCaseSource(nameof(WithRows))]
    public void Codes_numbered_by_row_come_in_the_order_of_adding(byte[] file, string? name)
    {
        using var folder = new TemporaryFolder();
        CodeFile read = CodeDatabase.Read(folder.Write("index", file));
        Assert.That(read.Codes, Is.EqualTo(codes));
        Assert.That(read.Ids, Is.Null);
        Assert.That(read.Taken, name is null ? Is.Null : Does.Contain(name).And.Contain("7 codes of 24 bits"));
        Assert.That(CodeDatabase.Read(folder.Write("index.gz", TemporaryFolder.Gzip(file))).Codes, Is.EqualTo(codes));
    }

    [TestCaseSource(nameof(WithOwnIds))]
    public void Ids_are_signed_numbers_and_stay_with_their_codes(byte[] file, bool sorted)
    {
        using var folder = new TemporaryFolder();
        CodeFile read = CodeDatabase.Read(folder.Write("index", file));
        Assert.That(read.Ids, Is.EqualTo(sorted ? ownIds.Order() : ownIds));
        for (int row = 0; row < read.Codes.Count; row++)
            Assert.That(read.Codes[row].SequenceEqual(codes[Array.IndexOf(ownIds, read.Ids![row])]), Is.True);
        // What we write we can read.
        CliRun.Of("export", "index", "--codes", folder["index"], "--out", folder["vdshidx"]).Succeeded();
        CliRun.Of("export", "faiss", "--codes", folder["vdshidx"], "--out", folder["again"]).Succeeded();
        CliRun.Of("export", "index", "--codes", folder["again"], "--out", folder["vdshidx2"]).Succeeded();
        Assert.That(File.ReadAllBytes(folder["vdshidx2"]), Is.EqualTo(File.ReadAllBytes(folder["vdshidx"])));
        Assert.That(CodeDatabase.Read(folder["again"]).Ids, Is.EqualTo(ownIds.Order()));
    }

    [Test]
    public void Nothing_is_added_where_an_id_stands_twice()
    {
        using var folder = new TemporaryFolder();
        folder.Write("twice", FaissBytes.Map("IBM2", FaissBytes.Flat(codes), Bits, [1, 2, 3, 4, 5, 2, 7]));
        CliRun.Of("export", "index", "--codes", folder["twice"], "--out", folder["out"]).Refused(
            folder["twice"], "Id 2 occurs twice", "rows 1 and 5");
        Assert.That(File.Exists(folder["out"]), Is.False);
    }

    [TestCase("IxF2", "an index of float vectors (IxF2, IndexFlat)")]
    [TestCase("IxHe", "an index of float vectors (IxHe, IndexLSH)")]
    [TestCase("IwFl", "IndexIVFFlat")]
    [TestCase("IHNf", "IndexHNSW")]
    [TestCase("IxPT", "IndexPreTransform")]
    [TestCase("IBFf", "IndexBinaryFromFloat")]
    public void An_index_without_codes_is_called_by_its_name(string kind, string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("float", FaissBytes.Header(kind, Bits, 7));
        Assert.That(() => CodeDatabase.Read(folder["float"]),
            Throws.TypeOf<InputException>().With.Message.Contains(name).And.Message.Contains(folder["float"]));
        folder.Write("inside", FaissBytes.Map("IBMp", FaissBytes.Header(kind, Bits, 7), Bits, rows));
        Assert.That(
            () => CodeDatabase.Read(folder["inside"]), Throws.TypeOf<InputException>().With.Message.Contains(name));
    }

    [Test]
    public void Lists_that_lie_elsewhere_are_named()
    {
        using var folder = new TemporaryFolder();
        byte[] quantizer = FaissBytes.Flat(new HashCodes([0], 1, Bits));
        foreach (string kind in (string[])["ilod", "il00"])
        {
            folder.Write("ivf", [.. FaissBytes.Header("IBwF", Bits, 7), .. FaissBytes.Long(1), .. FaissBytes.Long(1),
                .. quantizer, 0, .. FaissBytes.Longs([]),
                .. System.Text.Encoding.ASCII.GetBytes(kind)]);
            Assert.That(() => CodeDatabase.Read(folder["ivf"]),
                Throws.TypeOf<InputException>().With.Message.Contains("another file"));
        }
    }

    /// <summary>
    /// Every length of a file, and damage at every byte of it, ends in a refusal or in codes, quickly and without
    /// asking for the memory that is claimed.
    /// </summary>
    [Test]
    public void Damage_anywhere_is_refused_or_harmless([Values(0, 1, 2, 3, 4, 5, 6, 7, 8)] int number)
    {
        using var folder = new TemporaryFolder();
        var sound = (byte[])WithRows[number].Arguments[0]!;
        for (int length = 0; length < sound.Length; length++)
        {
            folder.Write("short", sound[..length]);
            Assert.That(() => CodeDatabase.Read(folder["short"]), Throws.TypeOf<InputException>(), $"{length} bytes");
        }
        long before = GC.GetTotalAllocatedBytes();
        for (int place = 0; place < sound.Length; place++)
        {
            byte[] damaged = [.. sound];
            damaged[place] ^= 0x55;
            folder.Write("damaged", damaged);
            try
            {
                Assert.That(CodeDatabase.Read(folder["damaged"]).Codes.Count, Is.LessThanOrEqualTo(codes.Count));
            }
            catch (InputException exception)
            {
                Assert.That(exception.Message, Does.Contain("damaged"));
            }
        }
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(sound.Length * (8L << 20)));
    }

    [Test]
    public void Indexes_inside_each_other_end_somewhere()
    {
        using var folder = new TemporaryFolder();
        byte[] header = FaissBytes.Header("IBMp", Bits, 0);
        folder.Write("deep", [.. Enumerable.Repeat(header, 10_000).SelectMany(bytes => bytes)]);
        Assert.That(() => CodeDatabase.Read(folder["deep"]),
            Throws.TypeOf<InputException>().With.Message.Contains("inside each other"));
    }
}
