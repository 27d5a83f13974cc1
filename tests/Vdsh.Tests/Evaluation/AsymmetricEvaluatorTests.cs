// Measures of a ranking by real scores against brute force over every order of equal scores.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Search;

namespace Vdsh.Tests.Evaluation;

public class AsymmetricEvaluatorTests
{
    [Test]
    public void Measures_are_means_over_every_order_of_ties(
        [Values] bool multiLabel, [Values("uniform", "equal")] string kind)
    {
        const int Count = 7, QueryCount = 9, Classes = 3, Bits = 3;
        ulong seed = TestContext.CurrentContext.Random.NextULong();
        ulong labelSeed = seed % 1000;
        HashCodes database = RandomCodes.Create(Count, Bits, seed);
        QueryOutputs queries = AsymmetricSearchTests.Outputs(QueryCount, Bits, kind, seed);
        LabelSet databaseLabels = Labels(Count, labelSeed), queryLabels = Labels(QueryCount, labelSeed + 1);
        var options = new EvaluationOptions { Ranks = [2, 100], Grades = 3 };
        RankingReport[] reports =
        [
            .. ((int[])[1, 3]).Select(threads
                => new AsymmetricEvaluator(options, threads).Evaluate(queries, queryLabels, database, databaseLabels)),
        ];
        double map = 0, worst = 0, best = 0, ndcg = 0, precision = 0;
        int with = 0;
        for (int query = 0; query < QueryCount; query++)
        {
            // Scores as whole distances: sums of three outputs are equal or differ by more than a millionth.
            (int Distance, int Grade)[] items =
            [
                .. Enumerable.Range(0, Count).Select(row => (
                    -(int)Math.Round(1e6 * Score(queries[query], database, row)),
                    Grade(queryLabels, query, databaseLabels, row))),
            ];
            if (items.All(item => item.Grade == 0))
                continue;
            with++;
            int[][] rankings = [.. NaiveMeasures.Rankings(items)];
            double[] all = [.. rankings.Select(ranking => NaiveMeasures.AveragePrecision(ranking))];
            map += all.Average();
            worst += all.Min();
            best += all.Max();
            ndcg += rankings.Average(NaiveMeasures.Ndcg);
            precision += rankings.Average(ranking => NaiveMeasures.Hits(ranking, 2)) / 2;
        }
        foreach (RankingReport report in reports)
        {
            Assert.That(report.Map, Is.EqualTo(map / with).Within(1e-12), $"seed {seed}");
            Assert.That(report.MapAt1000, Is.EqualTo(report.Map).Within(1e-12), $"seed {seed}");
            Assert.That(report.MapPessimistic, Is.EqualTo(worst / with).Within(1e-12), $"seed {seed}");
            Assert.That(report.MapOptimistic, Is.EqualTo(best / with).Within(1e-12), $"seed {seed}");
            Assert.That(report.Ndcg, Is.EqualTo(ndcg / with).Within(1e-12), $"seed {seed}");
            Assert.That(report.PrecisionAt[2], Is.EqualTo(precision / with).Within(1e-12), $"seed {seed}");
            Assert.That(report.QueriesWithoutRelevant, Is.EqualTo(QueryCount - with), $"seed {seed}");
        }
        Assert.That(reports[1].Map, Is.EqualTo(reports[0].Map), "threads cannot be seen");

        LabelSet Labels(int count, ulong from) => multiLabel
            ? RandomLabels.Multi(count, Classes, from, 0.4) : RandomLabels.Single(count, Classes, from);
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        var evaluator = new AsymmetricEvaluator();
        var outputs = new QueryOutputs(new float[16], 2, 8);
        LabelSet two = LabelSet.FromClasses([0, 1], 2);
        Refused("3 database codes but 2 labels", RandomCodes.Create(3, 8, 1), two);
        Refused("8 outputs", RandomCodes.Create(2, 9, 1), two);
        Refused("no database codes", RandomCodes.Create(0, 8, 1), LabelSet.FromClasses([], 2));
        Refused("No query has a relevant item", RandomCodes.Create(2, 8, 1), LabelSet.FromClasses([2, 2], 3));

        void Refused(string words, HashCodes database, LabelSet labels) => Assert.That(
            () => evaluator.Evaluate(outputs, two, database, labels),
            Throws.InstanceOf<InputException>().With.Message.Contains(words));
    }

    private static double Score(ReadOnlySpan<float> outputs, HashCodes database, int row)
    {
        double score = 0;
        for (int bit = 0; bit < outputs.Length; bit++)
            score += database.Bit(row, bit) ? outputs[bit] : -(double)outputs[bit];
        return score;
    }

    private static int Grade(LabelSet queryLabels, int query, LabelSet databaseLabels, int row)
        => Math.Min(2, queryLabels.LabelsOf(query).Intersect(databaseLabels.LabelsOf(row)).Count());
}
