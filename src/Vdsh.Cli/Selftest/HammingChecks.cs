// Scans over codes give whole numbers, so here the only tolerance is none.
using Vdsh.Cli.Bench;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Cli.Selftest;

internal static class HammingChecks
{
    private const int Classes = 10;

    private static readonly (int Queries, int Items, int Bits)[] Small = [(1, 1, 1), (3, 15, 31), (17, 333, 48), (5, 1100, 64), (7, 300, 130), (3, 60, 4096)];

    public static IEnumerable<OperationCheck> All(bool quick)
    {
        foreach (var (queries, items, bits) in quick ? Small : [.. Small, (64, 20_000, 48)])
        {
            string shape = $"{queries} x {items}, {bits} bits";
            Work work = Work.Comparisons((double)queries * items, HashCodes.WordsFor(bits));
            yield return new("HammingDistances", shape, 0, work, bench => Distances(bench, queries, items, bits));
            yield return new("HammingHistogram", $"{shape}, single labels", 0, work, bench => Histogram(bench, queries, items, bits, multi: false));
            yield return new("HammingHistogram", $"{shape}, multi-labels", 0, work, bench => Histogram(bench, queries, items, bits, multi: true));
            yield return new("HammingCounts", shape, 0, work, bench => Counts(bench, queries, items, bits));
            yield return new("HoldCodes", shape, 0, work, bench => Held(bench, queries, items, bits));
            foreach (int k in (int[])[1, Math.Min(100, items)])
                yield return new("HammingNearest", $"{shape}, k = {k}", 0, work, bench => Nearest(bench, queries, items, bits, k));
            foreach (int radius in (int[])[0, bits / 3, bits])
            {
                yield return new("HammingCountWithin", $"{shape}, radius {radius}", 0, work, bench => CountWithin(bench, queries, items, bits, radius));
                yield return new("HammingFindWithin", $"{shape}, radius {radius}", 0, work, bench => FindWithin(bench, queries, items, bits, radius));
                yield return new("HammingCollectWithin", $"{shape}, radius {radius}", 0, work, bench => CollectWithin(bench, queries, items, bits, radius));
            }
        }
    }

    private static PreparedCheck Distances(TestBench bench, int queryCount, int items, int bits)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        ushort[] distances = new ushort[queryCount * items];
        return new PreparedCheck(
            () => bench.Backend.HammingDistances(queries.Words, database.Words, bits, distances),
            () => Difference.Exact<ushort>(distances, HammingReference.Distances(queries, database)));
    }

    private static PreparedCheck Histogram(TestBench bench, int queryCount, int items, int bits, bool multi)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        LabelSet queryLabels = Labels(bench, queryCount, multi), databaseLabels = Labels(bench, items, multi);
        int grades = multi ? 3 : 2;
        int[] excluded = new int[queryCount];
        for (int query = 0; query < queryCount; query++)
            excluded[query] = bench.Random.NextInt32(items + 1) - 1;
        int[] counts = new int[queryCount * grades * (bits + 1)];
        Array.Fill(counts, -1);
        return new PreparedCheck(
            () => bench.Backend.HammingHistogram(queries.Words, database.Words, bits, queryLabels, databaseLabels, grades, excluded, counts),
            () => Difference.Exact<int>(
                counts, HammingReference.Histogram(HammingReference.Distances(queries, database), bits, queryLabels, databaseLabels, grades, excluded)));
    }

    private static PreparedCheck Counts(TestBench bench, int queryCount, int items, int bits)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        int[] counts = new int[queryCount * (bits + 1)];
        Array.Fill(counts, -1);
        return new PreparedCheck(
            () => bench.Backend.HammingCounts(queries.Words, database.Words, bits, counts),
            () => Difference.Exact<int>(counts, HammingReference.Counts(HammingReference.Distances(queries, database), queryCount, bits)));
    }

    private static PreparedCheck Nearest(TestBench bench, int queryCount, int items, int bits, int k)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        int[] ids = new int[queryCount * k], distances = new int[ids.Length];
        return new PreparedCheck(
            () => bench.Backend.HammingNearest(queries.Words, database.Words, bits, k, ids, distances),
            () => Neighbours(queries, database, query => (query * k, k), ids, distances));
    }

    private static PreparedCheck CountWithin(TestBench bench, int queryCount, int items, int bits, int radius)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        int[] counts = new int[queryCount];
        return new PreparedCheck(
            () => bench.Backend.HammingCountWithin(queries.Words, database.Words, bits, radius, counts),
            () => Difference.Exact<int>(counts, Within(queries, database, radius)));
    }

    private static PreparedCheck FindWithin(TestBench bench, int queryCount, int items, int bits, int radius)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        int[] within = Within(queries, database, radius), counts = new int[queryCount], starts = new int[queryCount + 1];
        for (int query = 0; query < queryCount; query++)
            starts[query + 1] = starts[query] + within[query];
        int[] ids = new int[starts[^1]], distances = new int[ids.Length];
        bool hadRoom = false;
        return new PreparedCheck(
            () => hadRoom = bench.Backend.HammingFindWithin(queries.Words, database.Words, bits, radius, counts, ids, distances),
            () => !hadRoom
                ? double.PositiveInfinity
                : Math.Max(Difference.Exact<int>(counts, within), Neighbours(queries, database, query => (starts[query], within[query]), ids, distances)));
    }

    private static PreparedCheck CollectWithin(TestBench bench, int queryCount, int items, int bits, int radius)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        int[] counts = Within(queries, database, radius);
        long[] offsets = new long[queryCount + 1];
        for (int query = 0; query < queryCount; query++)
            offsets[query + 1] = offsets[query] + counts[query];
        int[] ids = new int[offsets[^1]], distances = new int[ids.Length];
        return new PreparedCheck(
            () => bench.Backend.HammingCollectWithin(queries.Words, database.Words, bits, radius, offsets, ids, distances),
            () => Neighbours(queries, database, query => ((int)offsets[query], counts[query]), ids, distances));
    }

    // All that codes which are held can be asked, twice; an engine that scans the caller's memory holds none.
    private static PreparedCheck Held(TestBench bench, int queryCount, int items, int bits)
    {
        (HashCodes queries, HashCodes database) = Codes(bench, queryCount, items, bits);
        int k = Math.Min(10, items), radius = bits / 2;
        int[] within = Within(queries, database, radius), counts = new int[queryCount * (bits + 1)], foundWithin = new int[queryCount];
        long[] offsets = new long[queryCount + 1];
        for (int query = 0; query < queryCount; query++)
            offsets[query + 1] = offsets[query] + within[query];
        int[] ids = new int[queryCount * k], distances = new int[ids.Length], idsWithin = new int[offsets[^1]], distancesWithin = new int[idsWithin.Length];
        bool isHeld = false;
        void Search()
        {
            using IHeldCodes? held = bench.Backend.HoldCodes(database.Words, bits);
            isHeld = held is not null;
            for (int round = 0; isHeld && round < 2; round++)
            {
                held!.Nearest(queries.Words, k, ids, distances);
                held.Counts(queries.Words, counts);
                held.CountWithin(queries.Words, radius, foundWithin);
                held.CollectWithin(queries.Words, radius, offsets, idsWithin, distancesWithin);
            }
        }
        return new PreparedCheck(Search, () =>
        {
            if (!isHeld)
                return bench.Backend.HoldsCodes ? double.PositiveInfinity : 0;
            return new[]
            {
                Neighbours(queries, database, query => (query * k, k), ids, distances),
                Neighbours(queries, database, query => ((int)offsets[query], within[query]), idsWithin, distancesWithin),
                Difference.Exact<int>(counts, HammingReference.Counts(HammingReference.Distances(queries, database), queryCount, bits)),
                Difference.Exact<int>(foundWithin, within),
            }.Max();
        });
    }

    // Whether each query's stretch of the results holds the first items of its order.
    private static double Neighbours(HashCodes queries, HashCodes database, Func<int, (int Start, int Count)> stretch, int[] ids, int[] distances)
    {
        ushort[] all = HammingReference.Distances(queries, database);
        for (int query = 0; query < queries.Count; query++)
        {
            ReadOnlySpan<ushort> own = all.AsSpan(query * database.Count, database.Count);
            int[] order = HammingReference.Order(own);
            (int start, int count) = stretch(query);
            for (int i = 0; i < count; i++)
            {
                if (ids[start + i] != order[i] || distances[start + i] != own[order[i]])
                    return double.PositiveInfinity;
            }
        }
        return 0;
    }

    private static int[] Within(HashCodes queries, HashCodes database, int radius)
    {
        ushort[] distances = HammingReference.Distances(queries, database);
        return [.. Enumerable.Range(0, queries.Count).Select(query => distances.Skip(query * database.Count).Take(database.Count).Count(distance => distance <= radius))];
    }

    // A third of the database repeats the queries, so that ties, equal codes and distance 0 occur.
    private static (HashCodes Queries, HashCodes Database) Codes(TestBench bench, int queryCount, int items, int bits)
    {
        HashCodes queries = RandomInputs.Codes(queryCount, bits, bench.Random.NextUInt64()), random = RandomInputs.Codes(items, bits, bench.Random.NextUInt64());
        ulong[] words = random.Words.ToArray();
        for (int item = 0; item < items; item += 3)
            queries[item / 3 % queryCount].CopyTo(words.AsSpan(item * random.WordsPerCode));
        return (queries, new HashCodes(words, items, bits));
    }

    private static LabelSet Labels(TestBench bench, int count, bool multi)
    {
        int[] classes = new int[count];
        ulong[] masks = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            classes[i] = bench.Random.NextInt32(Classes);
            masks[i] = bench.Random.NextUInt64() & bench.Random.NextUInt64() & ((1UL << Classes) - 1);
        }
        return multi ? LabelSet.FromMasks(masks, Classes) : LabelSet.FromClasses(classes, Classes);
    }
}
