// One suite for every kind of index on every engine: a list that is sorted anew for each query is the judge.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Search;

/// <summary>Nearest codes, radii and histograms, while codes come and go under ids of all sorts.</summary>
public abstract class IndexSuite
{
    private static readonly int[] Lengths = [1, 7, 12, 24, 48, 63, 64, 65, 100, 128, 192, 256, 300, 384, 448, 512, 576];
    private static readonly int[] ShortLengths = [1, 7, 12, 63, 64, 65, 100];
    private static readonly int[] ContentLengths = [1, 7, 12, 48, 63, 64, 65, 100, 256, 300, 576];
    private static readonly string[] Contents = ["random", "clustered", "all equal", "ever nearer", "one bucket", "opposites"];

    /// <summary>Codes in a database; fewer where every comparison is slow.</summary>
    protected virtual int Items => 250;

    /// <summary>Makes an empty index, or ends the test as ignored with the reason.</summary>
    protected abstract ICodeIndex Create(int bits);

    [TestCaseSource(nameof(Lengths))]
    public void Adding_and_removing_keeps_all_answers_right(int bits)
    {
        ICodeIndex index = Create(bits);
        using IDisposable? owner = index as IDisposable;
        SeededRandom random = new((ulong)bits, 5);
        var reference = new ReferenceIndex(bits);
        for (int step = 0; step < 14; step++)
        {
            Change(index, reference, random, bits, step);
            Assert.That(index.Count, Is.EqualTo(reference.Count));
            foreach (long id in (long[])[0, 3, 5000, .. reference.Ids.Take(3)])
                Assert.That(index.Contains(id), Is.EqualTo(reference.Ids.Contains(id)));
            Compare(index, reference, RandomCodes.Create(3, bits, random.NextUInt64()), $"{bits} bits, step {step}");
        }
    }

    [Test]
    public void Codes_of_every_kind_are_found_alike([ValueSource(nameof(Contents))] string content, [ValueSource(nameof(ContentLengths))] int bits)
    {
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        string what = $"{content}, {bits} bits, seed {seed}";
        ICodeIndex index = Create(bits);
        using IDisposable? owner = index as IDisposable;
        HashCodes codes = Content(content, Items, bits, seed);
        var reference = new ReferenceIndex(bits);
        index.Add(codes);
        reference.Add(codes);
        Compare(index, reference, codes.Select([0, 1, Items / 2, Items - 1]), what);
        Compare(index, reference, RandomCodes.Create(2, bits, seed + 1), $"{what}, random queries");
        Compare(index, reference, Complement(codes.Select([0])), $"{what}, opposite query");
    }

    [Test]
    public void Every_k_and_every_radius_is_right([ValueSource(nameof(ShortLengths))] int bits, [Values(0, 1, 2, 23)] int count)
    {
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        ICodeIndex index = Create(bits);
        using IDisposable? owner = index as IDisposable;
        HashCodes codes = RandomCodes.Create(count, bits, seed, distinct: 9);
        long[] ids = [.. Enumerable.Range(0, count).Select(row => 7L + 3_000_000_000L * row)];
        var reference = new ReferenceIndex(bits);
        index.Add(codes, ids);
        reference.Add(codes, ids);
        Compare(index, reference, RandomCodes.Create(2, bits, seed + 1), Enumerable.Range(0, count + 2), Enumerable.Range(0, bits + 2), $"{count} codes of {bits} bits, seed {seed}");
    }

    [Test]
    public void A_handler_may_stop_a_range_search_and_search_itself()
    {
        const int Bits = 48;
        ICodeIndex index = Create(Bits);
        using IDisposable? owner = index as IDisposable;
        HashCodes codes = RandomCodes.Create(60, Bits, 1), more = RandomCodes.Create(5, Bits, 2);
        index.Add(codes);
        Assert.That(() => index.SearchRadius(codes, Bits, (_, _) => throw new OperationCanceledException()), Throws.TypeOf<OperationCanceledException>());
        int seen = 0;
        index.SearchRadius(codes, Bits, (_, block) =>
        {
            index.Add(more);
            Assert.That(index.Search(more, 1).Distances, Is.All.Zero);
            Assert.That(block.IdsOf(0).Length, Is.EqualTo(60), "a search sees the index as it was when it began");
            seen += block.Queries;
        });
        Assert.That(seen, Is.EqualTo(60));
    }

    [Test]
    public void Wrong_arguments_are_refused()
    {
        ICodeIndex index = Create(48);
        using IDisposable? owner = index as IDisposable;
        HashCodes codes = RandomCodes.Create(3, 48, 1), other = RandomCodes.Create(3, 47, 1);
        index.Add(codes);
        Assert.That(() => index.Search(codes, -1), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => index.SearchRadius(codes, -1), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => index.Add(other), Throws.TypeOf<InputException>().With.Message.Contains("47 bits"));
        Assert.That(() => index.Search(other, 1), Throws.TypeOf<InputException>());
        Assert.That(() => index.SearchRadius(other, 1), Throws.TypeOf<InputException>());
        Assert.That(index.Search(codes, int.MaxValue).K, Is.EqualTo(3));
        Assert.That(index.Search(new HashCodes([], 0, 48), 2).Ids, Is.Empty);
        Assert.That(index.SearchRadius(new HashCodes([], 0, 48), 2).Ids, Is.Empty);
    }

    private static void Change(ICodeIndex index, ReferenceIndex reference, SeededRandom random, int bits, int step)
    {
        HashCodes added = RandomCodes.Create(random.NextInt32(90), bits, random.NextUInt64(), distinct: 25);
        switch (step % 5)
        {
            case 0 or 3:
                index.Add(added);
                reference.Add(added);
                break;
            case 1:
                // Ids behind all others, with gaps.
                long[] rising = [.. Enumerable.Range(0, added.Count).Select(i => reference.NextId + 2 * i + 1)];
                index.Add(added, rising);
                reference.Add(added, rising);
                break;
            case 2:
                long[] gone = [.. reference.Ids.Where(_ => random.NextInt32(3) == 0), 1 << 40, .. reference.Ids.Take(1)];
                Assert.That(index.Remove(gone), Is.EqualTo(reference.Remove(gone.Distinct())));
                break;
            default:
                // Free ids between the others, in any order.
                HashSet<long> used = [.. reference.Ids];
                long[] free = [.. Enumerable.Range(0, 5000).Select(id => (long)id).Where(id => !used.Contains(id)).OrderBy(_ => random.NextUInt64()).Take(added.Count)];
                index.Add(added, free);
                reference.Add(added, free);
                break;
        }
    }

    private static void Compare(ICodeIndex index, ReferenceIndex reference, HashCodes queries, string what)
    {
        int n = reference.Count, bits = queries.Bits;
        Compare(index, reference, queries, [0, 1, 2, n / 2, Math.Max(0, n - 1), n, n + 1], [0, 1, bits / 3, bits / 2, bits - 1, bits, bits + 5], what);
    }

    private static void Compare(ICodeIndex index, ReferenceIndex reference, HashCodes queries, IEnumerable<int> wanted, IEnumerable<int> radii, string what)
    {
        int n = reference.Count, bits = queries.Bits;
        var expected = Enumerable.Range(0, queries.Count).Select(query => reference.Sorted(queries, query)).ToArray();
        long[][] ids = [.. expected.Select(items => items.Select(item => item.Id).ToArray())];
        int[][] distances = [.. expected.Select(items => items.Select(item => item.Distance).ToArray())];
        foreach (int k in wanted.Distinct())
        {
            NearestResult found = index.Search(queries, k);
            int size = Math.Min(k, n);
            Assert.That((found.Queries, found.K), Is.EqualTo((queries.Count, size)), what);
            for (int query = 0; query < queries.Count; query++)
            {
                AssertEqual(found.IdsOf(query), ids[query].AsSpan(0, size), $"ids of {what}, k = {k}, query {query}");
                AssertEqual(found.DistancesOf(query), distances[query].AsSpan(0, size), $"distances of {what}, k = {k}, query {query}");
            }
        }
        foreach (int radius in radii.Distinct())
        {
            RadiusResult found = index.SearchRadius(queries, radius);
            var streamed = new List<long>();
            index.SearchRadius(queries, radius, (first, block) =>
            {
                Assert.That(streamed, Has.Count.EqualTo(found.Offsets[first]), what);
                streamed.AddRange(block.Ids);
            });
            AssertEqual(streamed.ToArray(), found.Ids, $"streamed ids of {what}, radius {radius}");
            for (int query = 0; query < queries.Count; query++)
            {
                int size = distances[query].Count(distance => distance <= radius);
                AssertEqual(found.IdsOf(query), ids[query].AsSpan(0, size), $"ids of {what}, radius {radius}, query {query}");
                AssertEqual(found.DistancesOf(query), distances[query].AsSpan(0, size), $"distances of {what}, radius {radius}, query {query}");
            }
            foreach (int limit in (int[])[0, 1, n / 3, n + 1])
            {
                RadiusResult limited = index.SearchRadius(queries, radius, limit);
                for (int query = 0; query < queries.Count; query++)
                {
                    int size = Math.Min(limit, distances[query].Count(distance => distance <= radius));
                    AssertEqual(limited.IdsOf(query), ids[query].AsSpan(0, size), $"ids of {what}, radius {radius}, limit {limit}, query {query}");
                    AssertEqual(limited.DistancesOf(query), distances[query].AsSpan(0, size), $"distances of {what}, radius {radius}, limit {limit}, query {query}");
                }
            }
        }
        if (index is HammingIndex flat)
        {
            int[] counts = new int[queries.Count * (bits + 1)];
            for (int query = 0; query < queries.Count; query++)
            {
                foreach (int distance in distances[query])
                    counts[query * (bits + 1) + distance]++;
            }
            AssertEqual(flat.Histogram(queries), counts, $"histogram of {what}");
        }
    }

    // The messages of collections that differ are made only where they do: there are very many comparisons.
    private static void AssertEqual<T>(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, string what)
    {
        if (!actual.SequenceEqual(expected))
            Assert.That(actual.ToArray(), Is.EqualTo(expected.ToArray()), what);
    }

    private static HashCodes Content(string content, int count, int bits, ulong seed)
    {
        HashCodes random = RandomCodes.Create(count, bits, seed);
        ulong[] words = random.Words.ToArray();
        int perCode = random.WordsPerCode;
        for (int row = 0; row < count; row++)
        {
            Span<ulong> code = words.AsSpan(row * perCode, perCode);
            switch (content)
            {
                case "clustered":
                    // Seven centres, with a bit or two flipped.
                    random[row % 7].CopyTo(code);
                    Flip(code, row * 7 % bits);
                    Flip(code, row * 5 % bits);
                    break;
                case "all equal":
                    random[0].CopyTo(code);
                    break;
                case "ever nearer":
                    // To the first query, so that every row displaces an earlier one.
                    random[0].CopyTo(code);
                    for (int bit = 0; bit < (count - row) * bits / count; bit++)
                        Flip(code, bit);
                    break;
                case "one bucket":
                    // Whatever the tables look at but the last few bits is the same everywhere.
                    random[0].CopyTo(code);
                    for (int bit = Math.Max(0, bits - 5); bit < bits; bit++)
                    {
                        if ((row >> (bits - 1 - bit) & 1) != 0)
                            Flip(code, bit);
                    }
                    break;
                case "opposites":
                    // Distance 0 or all bits, nothing between.
                    random[0].CopyTo(code);
                    for (int bit = 0; row % 3 == 1 && bit < bits; bit++)
                        Flip(code, bit);
                    break;
            }
        }
        return new HashCodes(words, count, bits);
    }

    private static HashCodes Complement(HashCodes codes)
    {
        ulong[] words = codes.Words.ToArray();
        for (int row = 0; row < codes.Count; row++)
        {
            for (int bit = 0; bit < codes.Bits; bit++)
                Flip(words.AsSpan(row * codes.WordsPerCode, codes.WordsPerCode), bit);
        }
        return new HashCodes(words, codes.Count, codes.Bits);
    }

    private static void Flip(Span<ulong> code, int bit) => code[bit / 64] ^= 1ul << (bit % 64);
}
