// Whole evaluations of small random sets, where every order of tied items can be tried: the means, the single queries and the classes.
using FsCheck;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Evaluation;

public sealed class EvaluatorPropertyTests
{
    private const double Tolerance = 1e-12;

    private static readonly int[] Ranks = [1, 2, 3, 5, 9];

    private CpuBackend engine = null!;

    [OneTimeSetUp]
    public void CreateEngine() => engine = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeEngine() => engine.Dispose();

    [FsCheck.NUnit.Property(MaxTest = 120)]
    public void Evaluations_equal_the_mean_over_every_order_of_ties(PositiveInt seed, PositiveInt size, bool multiLabel, bool leaveOneOut, bool cutClasses)
    {
        SeededRandom random = new((ulong)seed.Get, 9);
        int count = 1 + size.Get % 6, bits = 1 + random.NextInt32(3), classes = 2 + random.NextInt32(2), rank = cutClasses ? 1 + random.NextInt32(7) : 0;
        HashCodes database = RandomCodes.Create(count, bits, (ulong)seed.Get), queries = leaveOneOut ? database : RandomCodes.Create(3, bits, (ulong)seed.Get + 1);
        LabelSet databaseLabels = Labels(count, classes, (ulong)seed.Get, multiLabel), queryLabels = leaveOneOut ? databaseLabels : Labels(3, classes, (ulong)seed.Get + 1, multiLabel);
        NaiveQuery[] naive = [.. Enumerable.Range(0, queries.Count).Select(query => new NaiveQuery(database, databaseLabels, queries, queryLabels, query, leaveOneOut))];
        NaiveQuery[] counted = [.. naive.Where(query => query.Relevant > 0)];
        RetrievalEvaluator evaluator =
            new(engine, new EvaluationOptions { Ranks = Ranks, MapRanks = [9, 2, 4, 2], Classes = true,
            ClassRank = rank });
        Collector collector = new();
        if (counted.Length == 0)
        {
            Assert.That(() => Evaluate(collector), Throws.TypeOf<InputException>());
            return;
        }
        RetrievalReport report = Evaluate(collector);

        Same(report.Map, counted.Average(query => query.Mean(NaiveQuery.AveragePrecision)));
        Same(report.MapPessimistic, counted.Average(query => query.Rankings.Min(NaiveQuery.AveragePrecision)));
        Same(report.MapOptimistic, counted.Average(query => query.Rankings.Max(NaiveQuery.AveragePrecision)));
        Same(report.Ndcg, counted.Average(query => query.Mean(ranking => NaiveMeasures.Ndcg(NaiveQuery.Grades(ranking)))));
        foreach (int k in Ranks)
        {
            Same(report.PrecisionAt[k], counted.Average(query => query.Mean(ranking => NaiveMeasures.Hits(NaiveQuery.Grades(ranking), k)) / Math.Min(k, query.Count)));
            Same(report.RecallAt[k], counted.Average(query => query.Mean(ranking => NaiveMeasures.Hits(NaiveQuery.Grades(ranking), k)) / query.Relevant));
        }
        Assert.That(report.MapAt.Keys, Is.EqualTo((int[])[2, 4, 9]));
        foreach (int k in report.MapAt.Keys)
        {
            Same(report.MapAt[k],
                counted.Average(query => query.Mean(
                ranking => NaiveMeasures.AveragePrecision(NaiveQuery.Grades(ranking), k))));
            Same(report.MapAtHits[k],
                counted.Average(query => query.Mean(
                ranking => NaiveMeasures.AveragePrecisionOfHits(NaiveQuery.Grades(ranking), k))));
        }
        Assert.That(collector.Measures.Select(measures => measures.Query), Is.EqualTo(Enumerable.Range(0, queries.Count)));
        foreach (QueryMeasures measures in collector.Measures)
            CheckQuery(measures, naive[measures.Query], queryLabels);
        CheckClasses(report.Classes!, counted, queryLabels, databaseLabels, rank);

        RetrievalReport Evaluate(IQueryCollector told) => leaveOneOut
            ? evaluator.EvaluateLeaveOneOut(database, databaseLabels, collector: told)
            : evaluator.Evaluate(queries, queryLabels, database, databaseLabels, collector: told);
    }

    private static void CheckQuery(QueryMeasures measures, NaiveQuery naive, LabelSet labels)
    {
        Assert.That(measures.Labels, Is.EqualTo(Enumerable.Range(0, labels.ClassCount).Where(label => labels.Has(measures.Query, label))));
        Assert.That(measures.Relevant, Is.EqualTo(naive.Relevant));
        Assert.That(measures.Nearest, Is.EqualTo(naive.Items.Length == 0 ? -1 : naive.Items.Min(item => item.Distance)));
        Assert.That(measures.NearestRelevant, Is.EqualTo(naive.Relevant == 0 ? -1 : naive.Items.Where(item => item.Grade > 0).Min(item => item.Distance)));
        bool none = naive.Relevant == 0;
        Same(measures.AveragePrecision, none ? double.NaN : naive.Mean(NaiveQuery.AveragePrecision));
        Same(measures.Pessimistic, none ? double.NaN : naive.Rankings.Min(NaiveQuery.AveragePrecision));
        Same(measures.Optimistic, none ? double.NaN : naive.Rankings.Max(NaiveQuery.AveragePrecision));
        Same(measures.Ndcg, none ? double.NaN : naive.Mean(ranking => NaiveMeasures.Ndcg(NaiveQuery.Grades(ranking))));
        for (int i = 0; i < Ranks.Length; i++)
        {
            int k = Ranks[i];
            Same(measures.PrecisionAt[i], naive.Count == 0 ? 0 : naive.Mean(ranking => NaiveMeasures.Hits(NaiveQuery.Grades(ranking), k)) / Math.Min(k, naive.Count));
            int distance = k <= naive.Count ? naive.Rankings[0][k - 1].Distance : -1;
            Assert.That(measures.TieAt[i], Is.EqualTo(naive.Items.Count(item => item.Distance == distance)));
        }
    }

    private static void CheckClasses(ClassReport report, NaiveQuery[] counted, LabelSet queryLabels, LabelSet databaseLabels, int rank)
    {
        Assert.That(report.Rank, Is.EqualTo(rank));
        for (int label = 0; label < queryLabels.ClassCount; label++)
        {
            NaiveQuery[] own = [.. counted.Where(query => queryLabels.Has(query.Query, label))];
            Assert.That(report.Queries[label], Is.EqualTo(own.Length));
            Same(report.Map[label], own.Length == 0 ? double.NaN : own.Average(query => query.Mean(NaiveQuery.AveragePrecision)));
            for (int other = 0; other < databaseLabels.ClassCount; other++)
            {
                double expected = own.Length == 0 ? double.NaN : own.Average(query =>
                {
                    int cut = Math.Min(rank == 0 ? query.Relevant : rank, query.Count);
                    return query.Mean(ranking => ranking.Take(cut).Count(item => databaseLabels.Has(item.Id, other)) / (double)cut);
                });
                Same(report.Share[label][other], expected);
            }
            if (!databaseLabels.IsMultiLabel && own.Length > 0)
                Same(report.Share[label].Sum(), 1);
        }
    }

    private static void Same(double actual, double expected) => Assert.That(actual, Is.EqualTo(expected).Within(Tolerance));

    private static LabelSet Labels(int count, int classes, ulong seed, bool multiLabel)
        => multiLabel ? RandomLabels.Multi(count, classes, seed, 0.4) : RandomLabels.Single(count, classes, seed);

    private sealed class Collector : IQueryCollector
    {
        public List<QueryMeasures> Measures { get; } = [];

        public void Add(QueryMeasures measures) => Measures.Add(measures);
    }
}
