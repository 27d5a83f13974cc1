using FsCheck;
using NUnit.Framework;
using Vdsh.Cli.Bench;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Compute;

namespace Vdsh.Tests.Search;

public sealed class CodeIndexTests
{
    private CpuBackend engine = null!;

    [OneTimeSetUp]
    public void CreateEngine() => engine = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeEngine() => engine.Dispose();

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void Multi_index_hashing_equals_the_flat_scan(PositiveInt seed, PositiveInt size, PositiveInt codeBits, PositiveInt pool, PositiveInt results)
    {
        int bits = 1 + codeBits.Get * 7 % 140, count = size.Get * 37 % 900, distinct = 1 + pool.Get * 11 % 400, k = 1 + results.Get * 13 % (count + 20);
        HashCodes database = RandomCodes.Create(count, bits, (ulong)seed.Get, distinct);
        HashCodes queries = RandomCodes.Create(6, bits, (ulong)seed.Get, 3);
        HammingIndex flat = new(bits, engine);
        MultiIndexHash tables = new(bits) { Threads = 2 };
        string what = $"seed {seed.Get}, {count} codes of {bits} bits, {distinct} distinct, k = {k}";
        flat.Add(database);
        tables.Add(database);
        NearestResult expected = flat.Search(queries, k), found = tables.Search(queries, k);
        Assert.That(found.K, Is.EqualTo(Math.Min(k, count)), what);
        Assert.That(found.Ids, Is.EqualTo(expected.Ids), what);
        Assert.That(found.Distances, Is.EqualTo(expected.Distances), what);
        foreach (int radius in new[] { 0, 2, bits / 3, bits + 5 })
        {
            RadiusResult ball = flat.SearchRadius(queries, radius), foundBall = tables.SearchRadius(queries, radius);
            Assert.That(foundBall.Offsets, Is.EqualTo(ball.Offsets), what);
            Assert.That(foundBall.Ids, Is.EqualTo(ball.Ids), what);
            Assert.That(foundBall.Distances, Is.EqualTo(ball.Distances), what);
        }
    }

    [Test]
    public void Near_queries_in_many_codes_are_found_by_tables_alone([Values(24, 64, 100)] int bits)
    {
        HashCodes database = RandomCodes.Create(30_000, bits, 1);
        ulong[] words = database.Select([.. Enumerable.Range(0, 40)]).Words.ToArray();
        for (int i = 0; i < words.Length; i += database.WordsPerCode)
            words[i] ^= 0b1001;
        HashCodes queries = new(words, 40, bits);
        HammingIndex flat = new(bits, engine);
        MultiIndexHash tables = new(bits);
        flat.Add(database);
        tables.Add(database);
        Assert.That(tables.Search(queries, 1).Ids, Is.EqualTo(flat.Search(queries, 1).Ids));
        Assert.That(tables.SearchRadius(queries, 5).Ids, Is.EqualTo(flat.SearchRadius(queries, 5).Ids));
    }

    [Test]
    public void Flat_search_equals_a_sort([Values(1, 48, 130)] int bits)
    {
        HashCodes database = RandomCodes.Create(300, bits, 3, 50), queries = RandomCodes.Create(4, bits, 4);
        HammingIndex index = new(bits, engine);
        index.Add(database);
        NearestResult found = index.Search(queries, 20);
        for (int query = 0; query < 4; query++)
        {
            (int Distance, int Id)[] expected = NaiveHamming.Sorted(database, queries, query)[..20];
            Assert.That(found.IdsOf(query).ToArray(), Is.EqualTo(expected.Select(item => (long)item.Id)));
            Assert.That(found.DistancesOf(query).ToArray(), Is.EqualTo(expected.Select(item => item.Distance)));
        }
    }

    [Test]
    public void Codes_added_later_continue_the_ids([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind)
    {
        HashCodes all = RandomCodes.Create(500, 70, 5, 90), queries = RandomCodes.Create(3, 70, 6);
        ICodeIndex whole = CodeIndex.Create(kind, all, engine);
        ICodeIndex grown = CodeIndex.Create(kind, all.Select([.. Enumerable.Range(0, 123)]), engine);
        Assert.That(grown.Search(queries, 1000).K, Is.EqualTo(123));
        grown.Add(all.Select([.. Enumerable.Range(123, 377)]));
        Assert.That(grown.Count, Is.EqualTo(500));
        Assert.That(grown.Search(queries, 500).Ids, Is.EqualTo(whole.Search(queries, 500).Ids));
    }

    [Test]
    public void An_empty_index_finds_nothing([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind)
    {
        ICodeIndex index = CodeIndex.Create(kind, new HashCodes([], 0, 48), engine);
        HashCodes queries = RandomCodes.Create(2, 48, 7);
        Assert.That(index.Search(queries, 5).K, Is.Zero);
        Assert.That(index.SearchRadius(queries, 48).Offsets, Is.EqualTo(new long[] { 0, 0, 0 }));
        Assert.That(index.Search(new HashCodes([], 0, 48), 5).Queries, Is.Zero);
    }

    [Test]
    public void Codes_of_another_length_are_refused([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind)
    {
        ICodeIndex index = CodeIndex.Create(kind, RandomCodes.Create(3, 48, 1), engine);
        HashCodes other = RandomCodes.Create(3, 47, 1);
        Assert.That(() => index.Add(other), Throws.TypeOf<InputException>().With.Message.Contains("47 bits"));
        Assert.That(() => index.Search(other, 1), Throws.TypeOf<InputException>());
        Assert.That(() => index.SearchRadius(other, 1), Throws.TypeOf<InputException>());
    }

    [Test]
    public void Few_codes_are_scanned()
    {
        IndexChoice choice = CodeIndex.Choose(RandomCodes.Create(99_999, 48, 1), 10, 1, engine);
        Assert.That((choice.Kind, choice.Reason), Is.EqualTo((IndexKind.Flat, "99999 codes are scanned faster than tables are built")));
        Assert.That(CodeIndex.Create(IndexKind.Auto, RandomCodes.Create(3, 48, 1), engine).Kind, Is.EqualTo(IndexKind.Flat));
    }

    [Test]
    public void Auto_takes_tables_for_clusters_and_a_scan_for_random_codes()
    {
        // So many clusters, and so far neighbours below, that the estimates stay apart however busy the machine is.
        HashCodes clustered = RandomInputs.ClusteredCodes(2_000_000, 64, 500, 0.05, 1, 0), uniform = RandomInputs.Codes(400_000, 64, 1);
        ICodeIndex index = HammingIndex.Auto(clustered, engine, k: 10, batch: 1, out IndexChoice tables);
        Assert.That((index.Kind, tables.Kind), Is.EqualTo((IndexKind.Mih, IndexKind.Mih)), tables.Reason);
        Assert.That(tables.MihSeconds, Is.LessThan(tables.FlatSeconds));
        Assert.That(tables.Reason, Does.Contain("lookups").And.Contain("k = 10"));
        index = HammingIndex.Auto(uniform, engine, k: 5000, batch: 100, out IndexChoice scan);
        Assert.That((index.Kind, scan.Kind), Is.EqualTo((IndexKind.Flat, IndexKind.Flat)), scan.Reason);
        // One batch does not pay for tables.
        IndexChoice once = CodeIndex.Choose(clustered, 10, 10, engine, batches: 1);
        TestContext.Out.WriteLine(string.Join('\n', tables.Reason, scan.Reason, once.Reason));
        Assert.That(once.Kind, Is.EqualTo(IndexKind.Flat), once.Reason);
    }
}
