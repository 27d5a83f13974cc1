// Queries come in blocks: an evaluation of many may hold no more than one of few, or a million of them would not fit.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Evaluation;

public sealed class EvaluationMemoryTests
{
    private const int Bits = 48, Classes = 10, Few = 10_000, Many = 160_000;

    // A number kept for each of the further queries would be 600 kB or more.
    private const long Slack = 300_000;

    [Test]
    public void What_an_evaluation_holds_does_not_grow_with_the_queries([Values] bool multiLabel)
    {
        using var engine = new CpuBackend(new CpuBackendOptions { Threads = 2 });
        HashCodes database = RandomCodes.Create(300, Bits, 1), queries = RandomCodes.Create(Many, Bits, 2);
        LabelSet databaseLabels = Labels(300, 3), queryLabels = Labels(Many, 4);
        HashCodes fewQueries = RandomCodes.Create(Few, Bits, 5);
        LabelSet fewLabels = Labels(Few, 6);
        RetrievalEvaluator evaluator = new(engine, new EvaluationOptions { Classes = true, StableSort = true });

        Held(fewQueries, fewLabels);
        long few = Held(fewQueries, fewLabels), many = Held(queries, queryLabels);
        TestContext.Out.WriteLine($"{few:N0} bytes for {Few:N0} queries, {many:N0} for {Many:N0}");
        Assert.That(few, Is.Positive);
        Assert.That(many - few, Is.LessThan(Slack));

        LabelSet Labels(int count, ulong seed) => multiLabel ? RandomLabels.Multi(count, Classes, seed) : RandomLabels.Single(count, Classes, seed);

        long Held(HashCodes codes, LabelSet labels)
        {
            var memory = new MostMemory();
            evaluator.Evaluate(codes, labels, database, databaseLabels, collector: memory);

            // The input of the other run must not go meanwhile, or this one would seem to hold less.
            GC.KeepAlive(queries);
            GC.KeepAlive(queryLabels);
            GC.KeepAlive(fewQueries);
            GC.KeepAlive(fewLabels);
            return memory.Bytes;
        }
    }

    private sealed class MostMemory : IQueryCollector
    {
        private const int Every = 5000;

        private readonly long before = GC.GetTotalMemory(forceFullCollection: true);
        private int seen;

        public long Bytes { get; private set; }

        public void Add(QueryMeasures measures)
        {
            if (++seen % Every == 0)
                Bytes = Math.Max(Bytes, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
    }
}
