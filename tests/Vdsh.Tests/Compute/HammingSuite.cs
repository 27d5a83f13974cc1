// One suite for every engine that scans codes: counting bit by bit is the judge.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Compute;

/// <summary>The scans of one engine against plain loops.</summary>
public abstract class HammingSuite
{
    private static readonly int[] Lengths = [1, 2, 31, 48, 64, 65, 128, 130, 191, 200, 256, 257, 384, 448, 512, 576, 2048, 4096];

    private IHammingEngine engine = null!;

    [OneTimeSetUp]
    public void CreateEngine() => engine = Create();

    /// <summary>Makes the engine, or ends the fixture as ignored with the reason.</summary>
    protected abstract IHammingEngine Create();

    [TestCaseSource(nameof(Lengths))]
    public void Distances_equal_those_counted_bit_by_bit(int bits)
    {
        foreach ((int queryCount, int count) in new[] { (0, 5), (3, 0), (1, 1), (2, 15), (3, 16), (17, 33), (1, 1100), (1, 4099) })
        {
            if (bits > 1000 && count > 100)
                continue;
            HashCodes queries = RandomCodes.Create(queryCount, bits, 1), database = RandomCodes.Create(count, bits, 2);
            ushort[] distances = new ushort[queryCount * count];
            engine.HammingDistances(queries.Words, database.Words, bits, distances);
            for (int i = 0; i < distances.Length; i++)
            {
                if (distances[i] != NaiveHamming.Distance(queries, i / count, database, i % count))
                    Assert.Fail($"{bits} bits, pair {i} of {queryCount} x {count}");
            }
        }
    }

    [Test]
    public void The_largest_distance_is_counted([Values(64, 255, 256, 4096)] int bits)
    {
        ulong[] ones = [.. Enumerable.Repeat(ulong.MaxValue, (bits + 63) / 64 * 20)];
        if (bits % 64 != 0)
        {
            for (int i = bits / 64; i < ones.Length; i += (bits + 63) / 64)
                ones[i] >>= 64 - bits % 64;
        }
        ushort[] distances = new ushort[20];
        engine.HammingDistances(new ulong[(bits + 63) / 64], ones, bits, distances);
        Assert.That(distances, Is.All.EqualTo(bits));
    }

    [TestCaseSource(nameof(Lengths))]
    public void Padding_bits_of_a_database_do_not_count(int bits)
    {
        if (bits % 64 == 0)
            return;
        int count = bits > 300 ? 50 : 1100, grades = 2;
        foreach (int queryCount in new[] { 1, 2, 5 })
        {
            HashCodes queries = RandomCodes.Create(queryCount, bits, 21),
                database = RandomCodes.Create(count, bits, 22, distinct: 300);
            ulong[] dirty = database.Words.ToArray();
            for (int row = 0; row < count; row++)
                dirty[(row + 1) * database.WordsPerCode - 1] |= (ulong.MaxValue - (ulong)row) << (bits % 64);
            ushort[] distances = new ushort[queryCount * count], expectedDistances = new ushort[distances.Length];
            engine.HammingDistances(queries.Words, dirty, bits, distances);
            engine.HammingDistances(queries.Words, database.Words, bits, expectedDistances);
            Assert.That(distances.AsSpan().SequenceEqual(expectedDistances), Is.True, "distances");
            int[] counts = new int[queryCount * (bits + 1)], expectedCounts = new int[counts.Length];
            engine.HammingCounts(queries.Words, dirty, bits, counts);
            engine.HammingCounts(queries.Words, database.Words, bits, expectedCounts);
            Assert.That(counts, Is.EqualTo(expectedCounts), "counts");
            int[] ids = new int[queryCount * count], nearest = new int[ids.Length], expectedIds = new int[ids.Length];
            engine.HammingNearest(queries.Words, dirty, bits, count, ids, nearest);
            engine.HammingNearest(queries.Words, database.Words, bits, count, expectedIds, new int[ids.Length]);
            Assert.That(ids.AsSpan().SequenceEqual(expectedIds), Is.True, "nearest");
            int[] within = new int[queryCount], expectedWithin = new int[queryCount];
            engine.HammingCountWithin(queries.Words, dirty, bits, bits / 2, within);
            engine.HammingCountWithin(queries.Words, database.Words, bits, bits / 2, expectedWithin);
            Assert.That(within, Is.EqualTo(expectedWithin), "within");
            LabelSet queryLabels = RandomLabels.Single(queryCount, 3, 23),
                databaseLabels = RandomLabels.Single(count, 3, 24);
            int[] excluded = [.. Enumerable.Range(0, queryCount)],
                histogram = new int[queryCount * grades * (bits + 1)];
            engine.HammingHistogram(
                queries.Words, dirty, bits, queryLabels, databaseLabels, grades, excluded, histogram);
            Assert.That(histogram, Is.EqualTo(
                NaiveHamming.Histogram(queries, database, queryLabels, databaseLabels, grades, excluded)), "histogram");
        }
    }

    [TestCaseSource(nameof(Lengths))]
    public void Nearest_items_come_by_distance_then_row(int bits)
    {
        int count = bits > 300 ? 60 : 300;
        HashCodes database = RandomCodes.Create(count, bits, 4, distinct: 40);
        // One query or two are compared in another way than many.
        foreach (int queryCount in new[] { 1, 2, 5 })
        {
            foreach (int k in new[] { 0, 1, 10, count })
                CheckNearest(RandomCodes.Create(queryCount, bits, 3), database, k);
        }
    }

    [Test]
    public void A_database_cut_into_ranges_gives_the_same_neighbours([Values(10, 130)] int bits, [Values(1, 2)] int queryCount)
    {
        HashCodes queries = RandomCodes.Create(queryCount, bits, 5), database = RandomCodes.Create(17_001, bits, 6, distinct: 3000);
        CheckNearest(queries, database, 100);
        CheckWithin(queries, database, bits / 3);
    }

    [TestCaseSource(nameof(Lengths))]
    public void Items_within_a_radius_are_counted_and_collected(int bits)
    {
        int count = bits > 300 ? 60 : 300;
        HashCodes database = RandomCodes.Create(count, bits, 8, distinct: 40);
        foreach (int queryCount in new[] { 1, 5 })
        {
            foreach (int radius in new[] { 0, bits / 2, bits, 100_000 })
                CheckWithin(RandomCodes.Create(queryCount, bits, 7), database, radius);
        }
    }

    [TestCaseSource(nameof(Lengths))]
    public void Histograms_equal_those_counted_pair_by_pair(int bits)
    {
        int count = bits > 300 ? 50 : 150;
        foreach (bool singleQueries in new[] { true, false })
        {
            foreach (bool singleDatabase in new[] { true, false })
            {
                foreach (int classes in new[] { 1, 5, 70 })
                {
                    HashCodes queries = RandomCodes.Create(18, bits, 9), database = RandomCodes.Create(count, bits, 10, distinct: 30);
                    LabelSet queryLabels = singleQueries ? RandomLabels.Single(18, classes, 11) : RandomLabels.Multi(18, classes, 11);
                    LabelSet databaseLabels = singleDatabase ? RandomLabels.Single(count, classes, 12) : RandomLabels.Multi(count, classes, 12);
                    int grades = classes == 5 ? 4 : 2;
                    int[] excluded = classes == 70 ? [] : [.. Enumerable.Range(-1, 18)];
                    int[] counts = [.. Enumerable.Repeat(77, 18 * grades * (bits + 1))];
                    engine.HammingHistogram(queries.Words, database.Words, bits, queryLabels, databaseLabels, grades, excluded, counts);
                    int[] expected = NaiveHamming.Histogram(queries, database, queryLabels, databaseLabels, grades, excluded);
                    Assert.That(counts.AsSpan().SequenceEqual(expected), Is.True, $"{bits} bits, {classes} classes, single {singleQueries}/{singleDatabase}");
                }
                if (bits > 300)
                    return;
            }
        }
    }

    [TestCaseSource(nameof(Lengths))]
    public void Counts_equal_those_of_the_distances(int bits)
    {
        foreach ((int queryCount, int count) in new[] { (0, 5), (3, 0), (1, 1), (2, 63), (35, 20), (1, bits > 300 ? 50 : 17_003) })
        {
            HashCodes queries = RandomCodes.Create(queryCount, bits, 17), database = RandomCodes.Create(count, bits, 18, distinct: 500);
            int[] counts = [.. Enumerable.Repeat(77, queryCount * (bits + 1))], expected = new int[counts.Length];
            engine.HammingCounts(queries.Words, database.Words, bits, counts);
            for (int pair = 0; pair < queryCount * count; pair++)
                expected[pair / count * (bits + 1) + NaiveHamming.Distance(queries, pair / count, database, pair % count)]++;
            Assert.That(counts.AsSpan().SequenceEqual(expected), Is.True, $"{bits} bits, {queryCount} x {count}");
        }
        Assert.That(() => engine.HammingCounts(new ulong[1], new ulong[1], 64, new int[64]), Throws.ArgumentException);
    }

    [Test]
    public void A_histogram_over_ranges_counts_every_item_once()
    {
        HashCodes queries = RandomCodes.Create(1, 48, 13), database = RandomCodes.Create(17_003, 48, 14);
        LabelSet queryLabels = RandomLabels.Single(1, 3, 15), databaseLabels = RandomLabels.Single(17_003, 3, 16);
        int[] counts = new int[2 * 49];
        engine.HammingHistogram(queries.Words, database.Words, 48, queryLabels, databaseLabels, 2, [], counts);
        Assert.That(counts, Is.EqualTo(NaiveHamming.Histogram(queries, database, queryLabels, databaseLabels, 2, [])));
    }

    [Test]
    public void Wrong_shapes_are_refused()
    {
        ulong[] codes = new ulong[4];
        LabelSet two = RandomLabels.Single(2, 3, 1), four = RandomLabels.Single(4, 3, 1), other = RandomLabels.Single(4, 4, 1);
        Assert.That(() => engine.HammingDistances(codes, new ulong[3], 128, new ushort[8]), Throws.ArgumentException);
        Assert.That(() => engine.HammingDistances(codes, codes, 64, new ushort[15]), Throws.ArgumentException);
        Assert.That(() => engine.HammingNearest(codes, codes, 64, 5, new int[20], new int[20]), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => engine.HammingNearest(codes, codes, 64, 2, new int[7], new int[8]), Throws.ArgumentException);
        Assert.That(() => engine.HammingCountWithin(codes, codes, 64, -1, new int[4]), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => engine.HammingCollectWithin(codes, codes, 64, 0, [0, 1, 2, 3, 4], new int[4], new int[4]), Throws.ArgumentException);
        Assert.That(() => engine.HammingHistogram(codes, codes, 64, two, four, 2, [], new int[1000]), Throws.ArgumentException);
        Assert.That(() => engine.HammingHistogram(codes, codes, 64, four, other, 2, [], new int[1000]), Throws.ArgumentException);
        Assert.That(() => engine.HammingHistogram(codes, codes, 64, four, four, 2, [0, 0, 0, 4], new int[1000]), Throws.InstanceOf<ArgumentException>());
    }

    // With room for exactly what there is, and for one result less.
    private void CheckFindWithin(HashCodes queries, HashCodes database, int radius, int[] counts, int[] ids, int[] distances)
    {
        foreach (int room in (int[])[ids.Length, ids.Length - 1])
        {
            if (room < 0)
                continue;
            int[] foundCounts = new int[queries.Count], foundIds = new int[room], foundDistances = new int[room];
            bool hadRoom = engine.HammingFindWithin(queries.Words, database.Words, queries.Bits, radius, foundCounts, foundIds, foundDistances);
            Assert.That(hadRoom, Is.EqualTo(room == ids.Length));
            Assert.That(foundCounts, Is.EqualTo(counts));
            if (hadRoom)
                Assert.That(foundIds.AsSpan().SequenceEqual(ids) && foundDistances.AsSpan().SequenceEqual(distances), Is.True, $"{queries.Bits} bits, radius {radius}");
        }
    }

    /// <summary>Compares the k nearest with all codes sorted by distance, then row.</summary>
    protected void CheckNearest(HashCodes queries, HashCodes database, int k)
    {
        int[] ids = new int[queries.Count * k], distances = new int[queries.Count * k];
        engine.HammingNearest(queries.Words, database.Words, queries.Bits, k, ids, distances);
        for (int query = 0; query < queries.Count; query++)
        {
            (int Distance, int Id)[] expected = NaiveHamming.Sorted(database, queries, query)[..k];
            Assert.That(ids.AsSpan(query * k, k).SequenceEqual(expected.Select(item => item.Id).ToArray()), Is.True, $"ids: {queries.Bits} bits, k = {k}, query {query}");
            Assert.That(distances.AsSpan(query * k, k).SequenceEqual(expected.Select(item => item.Distance).ToArray()), Is.True);
        }
    }

    private void CheckWithin(HashCodes queries, HashCodes database, int radius)
    {
        int[] counts = new int[queries.Count];
        engine.HammingCountWithin(queries.Words, database.Words, queries.Bits, radius, counts);
        long[] offsets = new long[queries.Count + 1];
        for (int query = 0; query < queries.Count; query++)
            offsets[query + 1] = offsets[query] + counts[query];
        int[] ids = new int[offsets[^1]], distances = new int[offsets[^1]];
        engine.HammingCollectWithin(queries.Words, database.Words, queries.Bits, radius, offsets, ids, distances);
        CheckFindWithin(queries, database, radius, counts, ids, distances);
        for (int query = 0; query < queries.Count; query++)
        {
            (int Distance, int Id)[] expected = [.. NaiveHamming.Sorted(database, queries, query).TakeWhile(item => item.Distance <= radius)];
            Range range = (int)offsets[query]..(int)offsets[query + 1];
            Assert.That(ids[range], Is.EqualTo(expected.Select(item => item.Id)), $"{queries.Bits} bits, radius {radius}, query {query}");
            Assert.That(distances[range], Is.EqualTo(expected.Select(item => item.Distance)));
        }
    }
}
