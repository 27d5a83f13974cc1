// Whether tables beat a scan depends on the codes themselves: the chooser asks a sample of them, and prices the answer with rates measured on this machine.
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// Estimates the time of a batch of queries for both kinds of index. Flat: codes times the measured rate of a scan of the same batch over a part of
/// the database. Multi-index hashing: the distance of the k-th neighbour, counted for a few of the codes over the whole database, gives the substring
/// radii and with them the lookups; how many codes of a sample lie in the buckets that these reach gives the comparisons.
/// </summary>
internal static class IndexChooser
{
    // Smaller databases are scanned in less time than choosing takes.
    private const int Smallest = 100_000;
    private const int SampleCodes = 20_000;
    private const int SampleQueries = 16;
    private const int ProbeCodes = 1 << 16;

    // Tables must win clearly: they take memory, and time to build.
    private const double Margin = 1.5;

    // A bucket that a value leads to is a few misses of the caches away: measured, 2.3 ms for 23,000 of them among 10 million codes.
    private const double SecondsPerLookup = 100e-9;

    // Measured on 10 million codes of 64 bits in three tables: 7 to 11 seconds.
    private const double SecondsPerBuiltCode = 0.25e-6;

    public static IndexChoice Choose(
        HashCodes codes, int k, int batch, long batches, IHammingEngine engine, int threads,
            CancellationToken cancellation)
    {
        engine = engine.With(cancellation);
        if (codes.Count < Smallest)
        {
            string few = string.Create(CultureInfo.InvariantCulture, $"{codes.Count} codes are scanned faster than tables are built");
            return new IndexChoice(IndexKind.Flat, few, 0, double.PositiveInfinity);
        }
        var random = new SeededRandom(codes.Words[0], (ulong)codes.Count);
        HashCodes queries = Draw(codes, SampleQueries, random), sample = Draw(codes, SampleCodes, random);
        cancellation.ThrowIfCancellationRequested();
        double flat = FlatSeconds(codes, batch, batches, engine, random);
        cancellation.ThrowIfCancellationRequested();
        double perCode = FlatSecondsPerCode(codes, engine);
        int tables = MihTables.SubstringCount(codes.Count, codes.Bits);
        (double lookups, double candidates, double radius) = Effort(codes, sample, queries, Math.Min(k, codes.Count), tables, engine);
        double build = SecondsPerBuiltCode * codes.Count * (tables + 1) / batches;
        double mih = batch * (lookups * SecondsPerLookup + candidates * perCode) / Math.Min(batch, threads) + build;
        IndexKind kind = mih * Margin < flat ? IndexKind.Mih : IndexKind.Flat;
        string built = batches == long.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $", {1e3 * build:0.###} ms of them for building");
        string reason = string.Create(CultureInfo.InvariantCulture,
            $"a batch of {batch} queries for k = {k} is estimated to take {1e3 * flat:0.###} ms by a scan and {1e3 * mih:0.###} ms by tables ({lookups:0} lookups and {candidates:0} codes a query, neighbours within {radius:0.#} bits{built})");
        return new IndexChoice(kind, reason, flat, mih);
    }

    private static double FlatSeconds(HashCodes codes, int batch, long batches, IHammingEngine engine, SeededRandom random)
    {
        // A large batch costs as much per query as one of a few blocks.
        int asked = Math.Min(batch, 256);
        int probe = Math.Min(codes.Count, batch == 1 ? codes.Count : ProbeCodes);
        HashCodes queries = Draw(codes, asked, random);
        // A device holds the codes for the batches after the first.
        using IHeldCodes? held = batches == 1 ? null : engine.HoldCodes(codes.Words[..(probe * codes.WordsPerCode)], codes.Bits);
        double seconds = Time(() =>
        {
            if (held is null)
                Scan(queries, codes, probe, engine);
            else
                held.CountWithin(queries.Words, 0, new int[queries.Count]);
        });
        return seconds * codes.Count / probe * batch / asked;
    }

    // Within buckets one query passes over codes that lie together.
    private static double FlatSecondsPerCode(HashCodes codes, IHammingEngine engine)
    {
        int probe = Math.Min(codes.Count, ProbeCodes);
        HashCodes query = codes.Select([0]);
        return Time(() => Scan(query, codes, probe, engine)) / probe;
    }

    private static void Scan(HashCodes queries, HashCodes codes, int count, IHammingEngine engine)
        => engine.HammingCountWithin(queries.Words, codes.Words[..(count * codes.WordsPerCode)], codes.Bits, 0, new int[queries.Count]);

    private static double Time(Action action)
    {
        action();
        double best = double.PositiveInfinity;
        for (int run = 0; run < 3; run++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    // Lookups and compared codes of an average query, and the average distance of its k-th neighbour.
    private static (double Lookups, double Candidates, double Radius) Effort(HashCodes codes, HashCodes sample, HashCodes queries, int k, int tables, IHammingEngine engine)
    {
        int bits = codes.Bits;
        int[] counts = new int[queries.Count * (bits + 1)];
        engine.HammingCounts(queries.Words, codes.Words, bits, counts);
        double scale = (double)codes.Count / sample.Count, lookups = 0, candidates = 0, radius = 0;
        for (int query = 0; query < queries.Count; query++)
        {
            // The query is one of the codes, and as such not a neighbour that others would have.
            ReadOnlySpan<int> own = counts.AsSpan(query * (bits + 1), bits + 1);
            int within = 0;
            for (long found = own[0] - 1; found < k && within < bits; found += own[within])
                within++;
            // Levels 0..within are searched: table j to substring radius (within - j) / m.
            for (int level = 0; level <= within; level++)
                lookups += Binomial((bits + tables - 1) / tables, level / tables);
            for (int item = 0; item < sample.Count; item++)
                candidates += scale * TablesThatMeet(queries[query], sample[item], bits, tables, within);
            radius += within;
        }
        return (lookups / queries.Count, candidates / queries.Count, radius / queries.Count);
    }

    // In how many tables a code lies in a bucket that is searched when levels 0..within are.
    private static int TablesThatMeet(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, int bits, int tables, int within)
    {
        int met = 0, offset = 0;
        for (int table = 0; table < tables && table <= within; table++)
        {
            int size = bits / tables + (table < bits % tables ? 1 : 0), word = offset / 64, shift = offset % 64;
            ulong difference = (a[word] ^ b[word]) >> shift;
            if (shift + size > 64)
                difference |= (a[word + 1] ^ b[word + 1]) << (64 - shift);
            if (BitOperations.PopCount(difference & ((1ul << size) - 1)) <= (within - table) / tables)
                met++;
            offset += size;
        }
        return met;
    }

    private static HashCodes Draw(HashCodes codes, int number, SeededRandom random)
        => codes.Select([.. Enumerable.Range(0, number).Select(_ => random.NextInt32(codes.Count))]);

    private static double Binomial(int n, int k)
    {
        double value = 1;
        for (int i = 0; i < k; i++)
            value = value * (n - i) / (i + 1);
        return value;
    }
}
