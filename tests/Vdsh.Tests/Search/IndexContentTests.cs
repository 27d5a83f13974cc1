// A file with a sound checksum may still hold nonsense: it is refused where it is read, and does no harm where it is
// mapped.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute.Cpu;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

internal sealed class IndexContentTests
{
    private readonly HammingScan engine = new(2, HammingKernelSupport.Best);

    // Bits, codes, ids, next id, and what the message must say.
    private static readonly TestCaseData[] Nonsense =
    [
        new TestCaseData(12, (ulong[])[5, 7, 0x1FFF, 1], null, null,
            "row 2 has bits set beyond bit 11").SetArgDisplayNames("padding"),
        new TestCaseData(70, (ulong[])[1, 0x3F, 1, 0x40], null, null,
            "row 1 has bits set beyond bit 69").SetArgDisplayNames("padding of two words"),
        new TestCaseData(16, (ulong[])[0, 1, 3], (long[])[2, 9, 4], null, "row 2, 4, follows 9").SetArgDisplayNames(
            "falling id"),
        new TestCaseData(16, (ulong[])[0, 1, 3], (long[])[4, 4, 9], null, "row 1, 4, occurs twice").SetArgDisplayNames(
            "repeated id"),
        new TestCaseData(16, (ulong[])[0, 1, 3], (long[])[50, 10, 40], null,
            "begin with 50 and end with 40").SetArgDisplayNames("last id below first"),
        new TestCaseData(16, (ulong[])[0, 1, 3], (long[])[1, 2, 8], 8L,
            "row 2, 8, is not below the next id").SetArgDisplayNames("next id"),
        new TestCaseData(16, (ulong[])[0, 1, 3], null, 2L, "gets the id 2").SetArgDisplayNames(
            "next id of row numbers"),
        new TestCaseData(16, (ulong[])[0, 1, 3], (long[])[-9, -8, -7], -6L, "gets the id -6").SetArgDisplayNames(
            "negative next id"),
    ];

    [TestCaseSource(nameof(Nonsense))]
    public void Nonsense_is_refused_with_the_file_and_the_row(
        int bits, ulong[] words, long[]? ids, long? next, string expected)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("index", CraftedIndex.Of(bits, words, ids, next));
        void Refuses(Action action) => Assert.That(
            action, Throws.TypeOf<InputException>().With.Message.Contains(expected).And.Message.Contains(file));
        Refuses(() => HammingIndex.Load(file, engine));
        Refuses(() => HammingIndex.Open(file, engine));
        Refuses(() => CodeDatabase.Read(file));
        Refuses(() =>
        {
            using HammingIndex mapped = HammingIndex.Open(file, engine, mapFrom: 0);
            mapped.Verify();
        });
    }

    [Test]
    public void The_tool_refuses_nonsense_in_one_line([Values("auto", "flat", "mih")] string kind)
    {
        using var folder = new TemporaryFolder();
        folder.Write("pad.vdshidx", CraftedIndex.Of(12, (ulong[])[0xFFF0FFF, 0x1FFFFF, ulong.MaxValue, 5, 7]));
        FaissIndexFileTests.WriteCodes(folder["queries.npy"], RandomCodes.Create(1, 12, 1));
        CliRun.Of("search", "--codes", folder["pad.vdshidx"], "--queries", folder["queries.npy"], "--k", "3",
            "--index", kind, "--out", folder["x.npz"])
            .Refused("pad.vdshidx", "row 0");
        CliRun.Of("export", "faiss", "--codes", folder["pad.vdshidx"], "--out", folder["x.npz"]).Refused(
            "pad.vdshidx", "row 0");
        Assert.That(File.Exists(folder["x.npz"]), Is.False);
    }

    [Test]
    public void Padding_under_a_map_is_nobodys_distance(
        [Values(12, 48, 63, 100, 130, 250, 300, 500)] int bits, [Values(1, 2, 40)] int queryCount)
    {
        using var folder = new TemporaryFolder();
        const int Count = 3001;
        HashCodes clean = RandomCodes.Create(Count, bits, 1, 500), queries = RandomCodes.Create(queryCount, bits, 2);
        ulong[] dirty = Dirty(clean);
        string file = folder.Write("index", CraftedIndex.Of(bits, dirty));
        using HammingIndex mapped = HammingIndex.Open(file, engine, mapFrom: 0);
        var expected = new HammingIndex(bits, engine);
        expected.Add(clean);
        foreach (int k in (int[])[1, 10, Count])
        {
            Assert.That(mapped.Search(queries, k).Ids, Is.EqualTo(expected.Search(queries, k).Ids));
            Assert.That(mapped.Search(queries, k).Distances, Is.EqualTo(expected.Search(queries, k).Distances));
        }
        foreach (int radius in (int[])[0, bits / 3, bits])
            Assert.That(
                mapped.SearchRadius(queries, radius).Ids, Is.EqualTo(expected.SearchRadius(queries, radius).Ids));
        Assert.That(mapped.Histogram(queries), Is.EqualTo(expected.Histogram(queries)));
        Assert.That(() => mapped.Verify(), Throws.TypeOf<InputException>().With.Message.Contains("row 0 has bits set"));
    }

    [Test]
    public void Any_number_of_64_bits_is_an_id([Values] bool mapped)
    {
        using var folder = new TemporaryFolder();
        long[] ids = [long.MinValue, -5, -1, 0, 7, long.MaxValue];
        HashCodes codes = RandomCodes.Create(6, 40, 1);
        var index = new HammingIndex(40, engine);
        // In any order.
        index.Add(codes.Select([3, 0, 5, 1, 4, 2]), [ids[3], ids[0], ids[5], ids[1], ids[4], ids[2]]);
        index.Save(folder["index"]);
        using HammingIndex read = HammingIndex.Open(folder["index"], engine, mapFrom: mapped ? 0 : long.MaxValue);
        read.Verify();
        for (int i = 0; i < ids.Length; i++)
        {
            Assert.That(read.Search(codes.Select([i]), 1).Ids, Is.EqualTo((long[])[ids[i]]));
            Assert.That(read.Contains(ids[i]), Is.True);
        }
        Assert.That(() => read.Add(codes), Throws.TypeOf<InputException>().With.Message.Contains("No ids are left"));
        Assert.That(read.Remove([-5, long.MaxValue, -6]), Is.EqualTo(2));
        Assert.That(read.ToCodes().Ids, Is.EqualTo((long[])[long.MinValue, -1, 0, 7]));
        Assert.That(() => read.Add(codes.Select([0, 1, 2]), [4, -1, 4]),
            Throws.TypeOf<InputException>().With.Message.Contains("rows 0 and 2"));
        Assert.That(() => read.Add(codes.Select([0]), [-1]),
            Throws.TypeOf<InputException>().With.Message.Contains("Id -1 is in the index"));
    }

    [Test]
    public void Negative_ids_alone_leave_the_given_ones_to_begin_at_zero()
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(2, 40, 1);
        var index = new HammingIndex(40, engine);
        index.Add(codes, [-9, -8]);
        index.Save(folder["index"]);
        HammingIndex read = HammingIndex.Load(folder["index"], engine);
        read.Add(codes);
        Assert.That(read.ToCodes().Ids, Is.EqualTo((long[])[-9, -8, 0, 1]));
    }

    private static ulong[] Dirty(HashCodes codes)
    {
        ulong[] words = codes.Words.ToArray();
        for (int row = 0; row < codes.Count; row++)
            words[(row + 1) * codes.WordsPerCode - 1] |= (ulong.MaxValue - (ulong)row) << (codes.Bits % 64);
        return words;
    }
}
