using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Compute;

namespace Vdsh.Tests.Evaluation;

public sealed class RetrievalEvaluatorTests
{
    private CpuBackend engine = null!;

    [OneTimeSetUp]
    public void CreateEngine() => engine = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeEngine() => engine.Dispose();

    [Test]
    public void Measures_equal_those_of_sorted_lists([Values] bool multiLabel, [Values] bool leaveOneOut, [Values(1, 12, 70)] int bits)
    {
        const int Count = 90, QueryCount = 25, Classes = 6, CalcTop = 20;
        HashCodes database = RandomCodes.Create(Count, bits, 1, 40);
        HashCodes queries = leaveOneOut ? database : RandomCodes.Create(QueryCount, bits, 2);
        LabelSet databaseLabels = multiLabel ? RandomLabels.Multi(Count, Classes, 3, 0.2) : RandomLabels.Single(Count, Classes, 3);
        LabelSet queryLabels = leaveOneOut ? databaseLabels : multiLabel ? RandomLabels.Multi(QueryCount, Classes, 4, 0.2) : RandomLabels.Single(QueryCount, Classes, 4);
        RetrievalEvaluator evaluator =
            new(engine, new EvaluationOptions { MapRanks = [CalcTop, 1, 1000], Ranks = [5, 1000],
            CurveRanks = [1, 5, Count - 1, 1000] });
        RetrievalReport report = leaveOneOut
            ? evaluator.EvaluateLeaveOneOut(database, databaseLabels)
            : evaluator.Evaluate(queries, queryLabels, database, databaseLabels);

        double stable = 0, within2 = 0, recall2 = 0;
        int without = 0;
        Dictionary<int, List<double>> byRelevant = new() { [1] = [], [CalcTop] = [], [1000] = [] },
            byHits = new() { [1] = [], [CalcTop] = [], [1000] = [] };
        for (int query = 0; query < queries.Count; query++)
        {
            (int Distance, int Id)[] sorted = [.. NaiveHamming.Sorted(database, queries, query).Where(item => !leaveOneOut || item.Id != query)];
            int[] grades = [.. sorted.Select(item => NaiveHamming.Shared(queryLabels, query, databaseLabels, item.Id))];
            int hits = grades.Count(grade => grade > 0);
            foreach (int cut in byHits.Keys)
            {
                if (NaiveMeasures.Hits(grades, cut) > 0)
                    byHits[cut].Add(NaiveMeasures.AveragePrecisionOfHits(grades, cut));
                if (hits > 0)
                    byRelevant[cut].Add(NaiveMeasures.AveragePrecision(grades, cut));
            }
            if (hits == 0)
            {
                without++;
                continue;
            }
            stable += NaiveMeasures.AveragePrecision(grades);
            int ball = sorted.Count(item => item.Distance <= 2);
            within2 += ball == 0 ? 0 : NaiveMeasures.Hits(grades, ball) / ball;
            recall2 += NaiveMeasures.Hits(grades, ball) / hits;
        }
        int counted = queries.Count - without;
        Assert.That(report.Queries, Is.EqualTo(queries.Count));
        Assert.That(report.Database, Is.EqualTo(Count));
        Assert.That(report.Bits, Is.EqualTo(bits));
        Assert.That(report.QueriesWithoutRelevant, Is.EqualTo(without));
        Assert.That(report.MapStableSort, Is.EqualTo(stable / counted).Within(1e-12));
        foreach (int cut in byHits.Keys)
        {
            Assert.That(report.MapAtStableSort[cut], Is.EqualTo(byRelevant[cut].Average()).Within(1e-12), $"cut {cut}");
            Assert.That(report.MapAtDeepHash[cut], Is.EqualTo(byHits[cut].Sum() / queries.Count).Within(1e-12),
                $"cut {cut}");
            Assert.That(report.MapAtHashNet[cut],
                Is.EqualTo(byHits[cut].Count == 0 ? double.NaN : byHits[cut].Average()).Within(1e-12), $"cut {cut}");
        }
        Assert.That(report.MapAt[1000], Is.EqualTo(report.Map).Within(1e-12), "beyond the database nothing is cut off");
        Assert.That(report.MapAtHits[1000], Is.EqualTo(report.Map).Within(1e-12));
        Assert.That(report.MapAtHits[1], Is.EqualTo(report.MapAt[1]).Within(1e-12), "one rank holds one hit or none");
        Assert.That(report.PrecisionRadius2, Is.EqualTo(within2 / counted).Within(1e-12));
        Assert.That(report.CurvePrecisionAt.Keys, Is.EqualTo((int[])[1, 5, Count - 1]), "ranks beyond the database are left out");
        Assert.That(report.CurvePrecisionAt[5], Is.EqualTo(report.PrecisionAt[5]));
        Assert.That(report.CurvePrecisionAt[1], Is.InRange(0, 1));
        Assert.That(report.RecallRadius2, Is.EqualTo(recall2 / counted).Within(1e-12));
        Assert.That(report.Map, Is.InRange(report.MapPessimistic, report.MapOptimistic));
        Assert.That(report.MapStableSort, Is.InRange(report.MapPessimistic, report.MapOptimistic));
        Assert.That(report.MapAt1000, Is.EqualTo(report.Map).Within(1e-12));
        Assert.That(report.RecallAt[1000], Is.EqualTo(1).Within(1e-12));
        Assert.That(report.CurveRecall, Is.Ordered);
        Assert.That(report.CurveRecall[^1], Is.EqualTo(1).Within(1e-12));
        Assert.That(report.CurvePrecision, Has.Count.EqualTo(bits + 1).And.All.InRange(0.0, 1.0));
        Assert.That(report.Ndcg, Is.InRange(0.0, 1.0));
        long pairs = (long)queries.Count * (leaveOneOut ? Count - 1 : Count);
        Assert.That(report.RelevantDistances.Sum() + report.IrrelevantDistances.Sum(), Is.EqualTo(pairs));
        Assert.That(report.BitBalance[0], Is.EqualTo((double)Enumerable.Range(0, Count).Count(row => database.Bit(row, 0)) / Count).Within(1e-12));
    }

    [Test]
    public void Perfect_codes_measure_one()
    {
        HashCodes codes = new([0, 0, 0, 7, 7, 7], 6, 3);
        LabelSet labels = LabelSet.FromClasses([0, 0, 0, 1, 1, 1], 2);
        RetrievalReport report = new RetrievalEvaluator(engine).EvaluateLeaveOneOut(codes, labels);
        Assert.That(new[] { report.Map, report.MapPessimistic, report.MapOptimistic, report.MapStableSort, report.Ndcg, report.PrecisionRadius2, report.RecallRadius2 },
            Is.All.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Equal_codes_measure_chance()
    {
        HashCodes codes = new(new ulong[200], 200, 8);
        LabelSet labels = LabelSet.FromClasses([.. Enumerable.Range(0, 200).Select(row => row % 4)], 4);
        RetrievalReport report = new RetrievalEvaluator(engine).Evaluate(codes, labels, codes, labels);
        Assert.That(report.PrecisionAt[100], Is.EqualTo(0.25).Within(1e-12));
        Assert.That(report.PrecisionRadius2, Is.EqualTo(0.25).Within(1e-12));
        Assert.That(report.Map, Is.InRange(0.25, 0.28));
        Assert.That(report.MapOptimistic, Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Measuring_by_class_changes_nothing_else_over_blocks_of_queries([Values] bool multiLabel, [Values] bool leaveOneOut)
    {
        const int Count = 4300, Classes = 7;
        HashCodes codes = RandomCodes.Create(Count, 24, 1, 500), database = leaveOneOut ? codes : RandomCodes.Create(333, 24, 2, 100);
        LabelSet labels = multiLabel ? RandomLabels.Multi(Count, Classes, 3) : RandomLabels.Single(Count, Classes, 3);
        LabelSet databaseLabels = leaveOneOut ? labels : multiLabel ? RandomLabels.Multi(333, Classes, 4) : RandomLabels.Single(333, Classes, 4);
        RetrievalReport plain = Evaluate(new EvaluationOptions { StableSort = false }), byClass = Evaluate(new EvaluationOptions { StableSort = false, Classes = true });
        Assert.That(plain.Classes, Is.Null);
        Assert.That(byClass.Map, Is.EqualTo(plain.Map));
        Assert.That(byClass.Ndcg, Is.EqualTo(plain.Ndcg));
        Assert.That(byClass.RelevantDistances, Is.EqualTo(plain.RelevantDistances));
        Assert.That(byClass.IrrelevantDistances, Is.EqualTo(plain.IrrelevantDistances));
        ClassReport classes = byClass.Classes!;
        Assert.That(classes.Queries.Sum(), multiLabel ? Is.GreaterThan(Count) : Is.EqualTo(Count - plain.QueriesWithoutRelevant));
        if (!multiLabel)
            Assert.That(classes.Map.Select((map, label) => map * classes.Queries[label]).Sum() / classes.Queries.Sum(), Is.EqualTo(plain.Map).Within(1e-12));

        RetrievalReport Evaluate(EvaluationOptions options) => leaveOneOut
            ? new RetrievalEvaluator(engine, options).EvaluateLeaveOneOut(codes, labels)
            : new RetrievalEvaluator(engine, options).Evaluate(codes, labels, database, databaseLabels);
    }

    [Test]
    public void Perfect_codes_confuse_no_classes_and_a_class_without_queries_has_no_numbers()
    {
        HashCodes codes = new([0, 0, 0, 7, 7, 7], 6, 3);
        LabelSet labels = LabelSet.FromClasses([0, 0, 0, 2, 2, 2], 3);
        ClassReport report = new RetrievalEvaluator(engine, new EvaluationOptions { Classes = true }).EvaluateLeaveOneOut(codes, labels).Classes!;
        Assert.That(report.Queries, Is.EqualTo((int[])[3, 0, 3]));
        Assert.That(report.Map, Is.EqualTo((double[])[1, double.NaN, 1]));
        Assert.That(report.Share[0], Is.EqualTo((double[])[1, 0, 0]));
        Assert.That(report.Share[1], Is.All.NaN);
        Assert.That(report.Share[2], Is.EqualTo((double[])[0, 0, 1]));
    }

    [Test]
    public void Labels_over_fewer_classes_are_widened()
    {
        HashCodes codes = RandomCodes.Create(20, 16, 1);
        RetrievalReport report = new RetrievalEvaluator(engine).Evaluate(codes, RandomLabels.Single(20, 3, 1), codes, RandomLabels.Single(20, 9, 2));
        Assert.That(report.Map, Is.GreaterThan(0));
    }

    [Test]
    public void Without_the_stable_sort_a_cut_has_the_tie_aware_numbers_only()
    {
        HashCodes codes = RandomCodes.Create(40, 8, 1);
        RetrievalReport report =
            new RetrievalEvaluator(engine, new EvaluationOptions { StableSort = false, MapRanks = [10] })
            .EvaluateLeaveOneOut(codes, RandomLabels.Single(40, 3, 1));
        Assert.That((report.MapAt.Count, report.MapAtHits.Count), Is.EqualTo((1, 1)));
        Assert.That((report.MapAtStableSort.Count, report.MapAtDeepHash.Count, report.MapAtHashNet.Count),
            Is.EqualTo((0, 0, 0)));
        Assert.That(() => new RetrievalEvaluator(engine, new EvaluationOptions { MapRanks = [10, 0] }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Bad_input_is_refused_in_one_line()
    {
        RetrievalEvaluator evaluator = new(engine);
        HashCodes codes = RandomCodes.Create(4, 16, 1);
        LabelSet labels = RandomLabels.Single(4, 2, 1);
        Assert.That(() => evaluator.Evaluate(codes, RandomLabels.Single(3, 2, 1), codes, labels), Throws.TypeOf<InputException>().With.Message.Contains("4 query codes but 3 labels"));
        Assert.That(() => evaluator.Evaluate(codes, labels, RandomCodes.Create(4, 17, 1), labels), Throws.TypeOf<InputException>().With.Message.Contains("17"));
        Assert.That(() => evaluator.Evaluate(codes, labels, new HashCodes([], 0, 16), RandomLabels.Single(0, 2, 1)), Throws.TypeOf<InputException>());
        Assert.That(() => evaluator.Evaluate(codes, LabelSet.FromClasses([0, 0, 0, 0], 2), codes, LabelSet.FromClasses([1, 1, 1, 1], 2)),
            Throws.TypeOf<InputException>().With.Message.Contains("No query has a relevant item"));
    }
}
