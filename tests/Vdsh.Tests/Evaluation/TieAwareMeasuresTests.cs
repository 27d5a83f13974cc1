using FsCheck;
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Tests.Evaluation;

public sealed class TieAwareMeasuresTests
{
    private const double Tolerance = 1e-12;

    [FsCheck.NUnit.Property(MaxTest = 150)]
    public void Closed_forms_equal_the_mean_over_every_order_of_ties(PositiveInt seed, PositiveInt size, PositiveInt spread)
    {
        SeededRandom random = new((ulong)seed.Get, 1);
        int count = 1 + size.Get % 7, bits = 1 + spread.Get % 4;
        (int Distance, int Grade)[] items = [.. Enumerable.Range(0, count).Select(_ => (random.NextInt32(bits + 1), random.NextInt32(4)))];
        (int[] grades, int[] all, int[] relevant) = Histograms(items, bits, 4);
        int[][] rankings = [.. NaiveMeasures.Rankings(items)];
        TieAwareMeasures measures = new(count);
        string what = $"seed {seed.Get}: {string.Join(' ', items)}";

        double ap = measures.AveragePrecision(all, relevant);
        double optimistic = measures.OptimisticAveragePrecision(all, relevant), pessimistic = measures.PessimisticAveragePrecision(all, relevant);
        Assert.That(ap, Is.EqualTo(rankings.Average(ranking => NaiveMeasures.AveragePrecision(ranking))).Within(Tolerance), what);
        Assert.That(optimistic, Is.EqualTo(rankings.Max(ranking => NaiveMeasures.AveragePrecision(ranking))).Within(Tolerance), what);
        Assert.That(pessimistic, Is.EqualTo(rankings.Min(ranking => NaiveMeasures.AveragePrecision(ranking))).Within(Tolerance), what);
        Assert.That(measures.NormalizedDiscountedGain(grades, bits + 1), Is.EqualTo(rankings.Average(ranking => NaiveMeasures.Ndcg(ranking))).Within(Tolerance), what);
        int total = items.Count(item => item.Grade > 0);
        for (int rank = 1; rank <= count + 2; rank++)
        {
            double hits = rankings.Average(ranking => NaiveMeasures.Hits(ranking, rank));
            Assert.That(measures.AveragePrecision(all, relevant, rank), Is.EqualTo(rankings.Average(ranking => NaiveMeasures.AveragePrecision(ranking, rank))).Within(Tolerance), what);
            double ofHits = rankings.Average(ranking => NaiveMeasures.AveragePrecisionOfHits(ranking, rank));
            Assert.That(measures.AveragePrecisionOfHits(all, relevant, rank), Is.EqualTo(ofHits).Within(Tolerance),
                $"{what}, cut {rank}");
            Assert.That(TieAwareMeasures.PrecisionAt(all, relevant, rank), Is.EqualTo(hits / Math.Min(rank, count)).Within(Tolerance), what);
            Assert.That(TieAwareMeasures.RecallAt(all, relevant, rank), Is.EqualTo(total == 0 ? 0 : hits / total).Within(Tolerance), what);
        }
    }

    [Test]
    public void Large_ties_equal_the_sum_term_by_term([Values(1, 2, 3, 4)] int seed)
    {
        SeededRandom random = new((ulong)seed, 2);
        int[] all = new int[49], relevant = new int[49];
        for (int d = 0; d < all.Length; d++)
        {
            all[d] = random.NextInt32(d % 5 == 0 ? 20_000 : 200);
            relevant[d] = all[d] == 0 ? 0 : random.NextInt32(all[d] + 1);
        }
        TieAwareMeasures measures = new(all.Sum());
        foreach (int cut in new[] { 1, 100, 1000, 50_000, int.MaxValue })
            Assert.That(measures.AveragePrecision(all, relevant, cut), Is.EqualTo(TermByTerm(all, relevant, cut)).Within(1e-11), $"seed {seed}, cut {cut}");
        double expectedOptimistic = NaiveMeasures.AveragePrecision(Ranked(all, relevant, first: true));
        double expectedPessimistic = NaiveMeasures.AveragePrecision(Ranked(all, relevant, first: false));
        Assert.That(measures.OptimisticAveragePrecision(all, relevant), Is.EqualTo(expectedOptimistic).Within(1e-11));
        Assert.That(measures.PessimisticAveragePrecision(all, relevant), Is.EqualTo(expectedPessimistic).Within(1e-11));
        Assert.That(measures.AveragePrecision(all, relevant), Is.InRange(expectedPessimistic, expectedOptimistic));
        foreach (int cut in new[] { 1, 100, 1000, 50_000, all.Sum(), int.MaxValue })
            Assert.That(measures.AveragePrecisionOfHits(all, relevant, cut),
                Is.EqualTo(OverEveryNumberOfHits(all, relevant, cut)).Within(1e-11), $"seed {seed}, cut {cut}");
    }

    [TestCase(4_000_000, 3, 5000)]
    [TestCase(4_000_000, 2_000_000, 5000)]
    [TestCase(4_000_000, 3_999_999, 5000)]
    [TestCase(4_000_000, 400_000, 3_000_000)]
    [TestCase(4_000_000, 0, 1)]
    [TestCase(4_000_000, 4_000_000, 3_999_999)]
    public void A_huge_tie_that_the_cut_divides_equals_its_closed_form(int n, int r, int cut)
    {
        // With nothing nearer, (x S/T + x (x-1) U/(T (T-1))) / x is linear in the number x of hits, so its mean and the
        // chance of none give the expectation.
        double s = 0, u = 0, logNone = 0;
        for (int t = 1; t <= cut; t++)
        {
            s += 1.0 / t;
            u += (t - 1.0) / t;
            logNone += Math.Log((double)Math.Max(0, n - r - t + 1) / (n - t + 1));
        }
        double none = Math.Exp(logNone), mean = (double)cut * r / n, pair = cut == 1 ? 0 : u / cut / (cut - 1.0);
        double expected = (1 - none) * (s / cut - pair) + mean * pair;
        TieAwareMeasures measures = new(n + 7);
        Assert.That(measures.AveragePrecisionOfHits([n, 7], [r, 7], cut), Is.EqualTo(expected).Within(1e-10));
        Assert.That(measures.AveragePrecisionOfHits([0, n, 7], [0, r, 0], cut), Is.EqualTo(expected).Within(1e-10),
            "an empty distance nearer changes nothing");
    }

    [Test]
    public void Dividing_by_the_hits_found_can_rank_the_worse_list_higher()
    {
        TieAwareMeasures measures = new(10);
        int[] all = [1, 1, 1, 7], few = [1, 0, 0, 3], more = [1, 0, 1, 2];
        Assert.That(measures.AveragePrecisionOfHits(all, few, 3), Is.EqualTo(1).Within(Tolerance));
        Assert.That(measures.AveragePrecisionOfHits(all, more, 3), Is.EqualTo((1 + 2 / 3.0) / 2).Within(Tolerance));
        Assert.That(measures.AveragePrecision(all, few, 3), Is.EqualTo(1 / 3.0).Within(Tolerance));
        Assert.That(measures.AveragePrecision(all, more, 3), Is.EqualTo((1 + 2 / 3.0) / 3).Within(Tolerance));
        Assert.That(() => measures.AveragePrecisionOfHits(all, few, 0),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_query_without_relevant_items_measures_zero()
    {
        TieAwareMeasures measures = new(5);
        int[] all = [2, 0, 3], relevant = [0, 0, 0];
        Assert.That(measures.AveragePrecision(all, relevant), Is.Zero);
        Assert.That(measures.OptimisticAveragePrecision(all, relevant), Is.Zero);
        Assert.That(measures.AveragePrecisionOfHits(all, relevant, 3), Is.Zero);
        Assert.That(measures.NormalizedDiscountedGain([2, 0, 3, 0, 0, 0], 3), Is.Zero);
        Assert.That(TieAwareMeasures.PrecisionAt([0, 0], [0, 0], 5), Is.Zero);
    }

    private static (int[] Grades, int[] All, int[] Relevant) Histograms((int Distance, int Grade)[] items, int bits, int gradeCount)
    {
        int[] grades = new int[gradeCount * (bits + 1)], all = new int[bits + 1], relevant = new int[bits + 1];
        foreach ((int distance, int grade) in items)
        {
            grades[grade * (bits + 1) + distance]++;
            all[distance]++;
            relevant[distance] += grade > 0 ? 1 : 0;
        }
        return (grades, all, relevant);
    }

    private static double TermByTerm(int[] all, int[] relevant, int cut)
    {
        double sum = 0;
        long nearer = 0, hits = 0;
        for (int d = 0; d < all.Length; d++)
        {
            double slope = all[d] > 1 ? (relevant[d] - 1.0) / (all[d] - 1.0) : 0;
            for (int t = 1; t <= all[d] && nearer + t <= cut; t++)
                sum += relevant[d] == 0 ? 0 : (double)relevant[d] / all[d] * (hits + 1 + (t - 1) * slope) / (nearer + t);
            nearer += all[d];
            hits += relevant[d];
        }
        return sum / Math.Min(hits, cut);
    }

    // Every possible number of hits among the places that the cut takes, with its probability from logarithms of
    // factorials, and the places one by one.
    private static double OverEveryNumberOfHits(int[] all, int[] relevant, int cut)
    {
        double nearerSum = 0;
        int nearer = 0, found = 0, d = 0;
        for (; d < all.Length && all[d] <= cut - nearer; d++)
        {
            nearerSum += Inside(all[d], relevant[d], all[d]);
            nearer += all[d];
            found += relevant[d];
        }
        if (d == all.Length || nearer == cut)
            return nearerSum / found;
        int n = all[d], r = relevant[d], taken = cut - nearer;
        double[] logFactorial = new double[n + 1];
        for (int i = 1; i <= n; i++)
            logFactorial[i] = logFactorial[i - 1] + Math.Log(i);
        // Logarithms of large factorials have few digits behind the point; what all chances have too much of goes in
        // the division.
        double sum = 0, chances = 0;
        for (int x = Math.Max(0, taken - (n - r)); x <= Math.Min(r, taken); x++)
        {
            double chance = Math.Exp(Choose(r, x) + Choose(n - r, taken - x) - Choose(n, taken));
            chances += chance;
            sum += found + x == 0 ? 0 : chance * (nearerSum + Inside(taken, x, taken)) / (found + x);
        }
        Assert.That(chances, Is.EqualTo(1).Within(1e-8));
        return sum / chances;

        double Choose(int of, int chosen) => logFactorial[of] - logFactorial[chosen] - logFactorial[of - chosen];

        double Inside(int places, int hits, int terms)
        {
            double slope = places > 1 ? (hits - 1.0) / (places - 1.0) : 0, inside = 0;
            for (int t = 1; t <= terms && hits > 0; t++)
                inside += (double)hits / places * (found + 1 + (t - 1) * slope) / (nearer + t);
            return inside;
        }
    }

    private static int[] Ranked(int[] all, int[] relevant, bool first) =>
        [.. Enumerable.Range(0, all.Length).SelectMany(d => Enumerable.Range(0, all[d]).Select(i => first ? (i < relevant[d] ? 1 : 0) : (i >= all[d] - relevant[d] ? 1 : 0)))];
}
