// Asymmetric ranking: whatever the vectors, threads and kinds of index, the answer is that of a plain sum of doubles.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

public class AsymmetricSearchTests
{
    private static readonly int[] Lengths = [1, 3, 4, 7, 31, 48, 64, 65, 128, 200, 256, 300, 1024, 1100, 4096];
    private static readonly VectorWidth[] Widths = [VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512];

    [Test]
    public void Every_width_and_number_of_threads_gives_the_reference(
        [ValueSource(nameof(Lengths))] int bits, [ValueSource(nameof(Widths))] VectorWidth width,
        [Values("uniform", "one large", "equal", "zero", "tiny", "huge")] string kind)
    {
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        int count = bits > 512 ? 300 : 900;
        HashCodes codes = RandomCodes.Create(count, bits, seed, count / 2);
        QueryOutputs queries = Outputs(5, bits, kind, seed);
        (int[] sorted, double[] falling) = Reference(codes, queries, count);
        foreach (int k in (int[])[1, 10, count])
        {
            int[] rows = [.. Enumerable.Range(0, 5).SelectMany(query => sorted[(query * count)..][..k])];
            double[] scores = [.. Enumerable.Range(0, 5).SelectMany(query => falling[(query * count)..][..k])];
            foreach (int threads in (int[])[1, 3, 16])
            {
                int[] found = new int[rows.Length];
                double[] with = new double[rows.Length];
                AsymmetricScan.Nearest(codes.Words, queries, k, found, with, threads, null, width);
                Assert.That(found, Is.EqualTo(rows), $"{kind}, k {k}, {threads} threads, seed {seed}");
                Assert.That(with, Is.EqualTo(scores), $"{kind}, k {k}, {threads} threads, seed {seed}");
            }
        }
    }

    [Test]
    public void A_large_database_is_divided_among_threads_unseen([Values(1, 7, 300)] int queryCount)
    {
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        HashCodes codes = RandomCodes.Create(20_011, 48, seed, 15_000);
        QueryOutputs queries = Outputs(queryCount, 48, "uniform", seed);
        (int[] rows, double[] scores) = Reference(codes, queries, 20);
        foreach (int threads in (int[])[1, 2, 5])
        {
            int[] found = new int[rows.Length];
            double[] with = new double[rows.Length];
            AsymmetricScan.Nearest(codes.Words, queries, 20, found, with, threads, null);
            Assert.That(found, Is.EqualTo(rows), $"{threads} threads, seed {seed}");
            Assert.That(with, Is.EqualTo(scores), $"{threads} threads, seed {seed}");
        }
    }

    [Test]
    public void Sizes_around_a_tile_are_right([Values(0, 1, 15, 16, 17, 31, 32, 33, 63, 1023, 1024, 1025)] int count)
    {
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        HashCodes codes = RandomCodes.Create(count, 20, seed);
        QueryOutputs queries = Outputs(3, 20, "uniform", seed);
        int k = Math.Min(count, 9);
        (int[] rows, double[] scores) = Reference(codes, queries, k);
        int[] found = new int[rows.Length];
        double[] with = new double[rows.Length];
        AsymmetricScan.Nearest(codes.Words, queries, k, found, with, 2, null);
        Assert.That((found, with), Is.EqualTo((rows, scores)), $"seed {seed}");
    }

    [Test]
    public void All_kinds_of_index_give_the_same_ids([Values] bool ownIds)
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend();
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        HashCodes codes = RandomCodes.Create(3000, 100, seed, 1000);
        QueryOutputs queries = Outputs(4, 100, "uniform", seed);
        long[] ids = [.. Enumerable.Range(0, codes.Count).Select(row => ownIds ? 7L * row - 5000 : row)];
        using var flat = new HammingIndex(100, backend);
        var mih = new MultiIndexHash(100);
        foreach (ICodeIndex index in (ICodeIndex[])[flat, mih])
            index.Add(codes, ids);
        flat.Save(folder["codes.vdshidx"]);
        using HammingIndex mapped = HammingIndex.Open(folder["codes.vdshidx"], backend, mapFrom: 0);
        (int[] rows, double[] scores) = Reference(codes, queries, 25);
        foreach (ICodeIndex index in (ICodeIndex[])[flat, mih, mapped])
        {
            ScoredResult found = index.SearchAsymmetric(queries, 25);
            Assert.That(found.Ids, Is.EqualTo(rows.Select(row => ids[row])), $"{index.Kind}, seed {seed}");
            Assert.That(found.Scores, Is.EqualTo(scores), $"{index.Kind}, seed {seed}");
        }
        flat.Remove([ids[rows[0]]]);
        Assert.That(flat.SearchAsymmetric(queries, 3).IdsOf(0).ToArray(), Does.Not.Contain(ids[rows[0]]));
    }

    [Test]
    public void Outputs_of_one_size_rank_as_distances_do()
    {
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        using var backend = new CpuBackend();
        using var index = new HammingIndex(77, backend);
        index.Add(RandomCodes.Create(500, 77, seed, 100));
        QueryOutputs queries = Outputs(6, 77, "equal", seed);
        NearestResult distances = index.Search(queries.ToCodes(), 500);
        ScoredResult scores = index.SearchAsymmetric(queries, 500);
        Assert.That(scores.Ids, Is.EqualTo(distances.Ids), $"seed {seed}");
        Assert.That(scores.Scores, Is.EqualTo(distances.Distances.Select(d => 0.5 * (77 - 2 * d))), $"seed {seed}");
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void An_output_that_is_not_finite_is_refused_with_its_place(float bad)
    {
        float[] values = new float[12];
        values[9] = bad;
        InputException refusal = Assert.Throws<InputException>(() => _ = new QueryOutputs(values, 3, 4));
        Assert.That(refusal.Message, Does.Contain("row 2, column 1").And.Contain("finite"));
    }

    [Test]
    public void Outputs_of_another_length_are_refused_and_none_are_answered_with_nothing()
    {
        using var backend = new CpuBackend();
        using var index = new HammingIndex(16, backend);
        var other = new QueryOutputs(new float[8], 1, 8);
        InputException refusal = Assert.Throws<InputException>(() => index.SearchAsymmetric(other, 1));
        Assert.That(refusal.Message, Does.Contain("8 outputs").And.Contain("16 bits"));
        ScoredResult none = index.SearchAsymmetric(new QueryOutputs(new float[32], 2, 16), 5);
        Assert.That((none.Queries, none.K, none.Ids.Length), Is.EqualTo((2, 0, 0)));
        index.Add(RandomCodes.Create(9, 16, 1));
        Assert.That(index.SearchAsymmetric(new QueryOutputs([], 0, 16), 5).Ids, Is.Empty);
        Assert.That(index.SearchAsymmetric(new QueryOutputs(new float[16], 1, 16), 5).Ids,
            Is.EqualTo(new long[] { 0, 1, 2, 3, 4 }), "equal scores come by id");
    }

    [Test]
    public void A_cancelled_search_ends()
    {
        using var backend = new CpuBackend();
        using var index = new HammingIndex(16, backend);
        index.Add(RandomCodes.Create(9, 16, 1));
        Assert.Throws<OperationCanceledException>(
            () => index.SearchAsymmetric(Outputs(1, 16, "uniform", 1), 1, new CancellationToken(canceled: true)));
    }

    internal static QueryOutputs Outputs(int count, int bits, string kind, ulong seed)
    {
        var random = new SeededRandom(seed, 77);
        float[] values = new float[count * bits];
        for (int i = 0; i < values.Length; i++)
        {
            float value = (float)(2 * random.NextDouble() - 1);
            values[i] = kind switch
            {
                "one large" => i % bits == bits / 2 ? 1000 * value : value / 1000,
                "equal" => value < 0 ? -0.5f : 0.5f,
                "zero" => value < 0 ? -0f : 0,
                "tiny" => value * 1e-44f,
                "huge" => value * float.MaxValue,
                _ => value,
            };
        }
        return new QueryOutputs(values, count, bits);
    }

    // Plain: groups of four bits first, then their sums, then a sort.
    private static (int[] Rows, double[] Scores) Reference(HashCodes codes, QueryOutputs queries, int k)
    {
        int[] rows = new int[queries.Count * k];
        double[] scores = new double[rows.Length];
        for (int query = 0; query < queries.Count; query++)
        {
            double[] all = new double[codes.Count];
            for (int row = 0; row < all.Length; row++)
            {
                for (int first = 0; first < codes.Bits; first += 4)
                {
                    double group = 0;
                    for (int bit = first; bit < Math.Min(codes.Bits, first + 4); bit++)
                        group += codes.Bit(row, bit) ? queries[query][bit] : -(double)queries[query][bit];
                    all[row] += group;
                }
            }
            IEnumerable<int> range = Enumerable.Range(0, all.Length);
            int[] order = [.. range.OrderByDescending(row => all[row]).ThenBy(row => row).Take(k)];
            order.CopyTo(rows, query * k);
            Array.ConvertAll(order, row => all[row]).CopyTo(scores, query * k);
        }
        return (rows, scores);
    }
}
