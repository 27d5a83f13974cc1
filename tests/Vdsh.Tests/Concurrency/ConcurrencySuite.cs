// A program has one backend and many threads: whatever these do at once must come out as if each had been alone.
using System.Numerics;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Search;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Training;
using Vdsh.Training;

namespace Vdsh.Tests.Concurrency;

/// <summary>
/// What any backend must stand: many threads at a time, every result compared with that made alone before.
/// </summary>
internal abstract class ConcurrencySuite
{
    private const int Bits = 48, K = 3, ClassCount = 5;

    // Beyond all ids of the database.
    private const long ForeignIds = 1_000_000;

    private IComputeBackend backend = null!;
    private EncodingCase first = null!, second = null!;

    /// <summary>Items of a batch.</summary>
    protected abstract int Items { get; }

    /// <summary>How often every thread does its work.</summary>
    protected abstract int Rounds { get; }

    /// <summary>A new backend.</summary>
    protected abstract IComputeBackend Create();

    [OneTimeSetUp]
    public void Prepare()
    {
        backend = Create();
        first = new EncodingCase([70, 96, 64, Bits], Items, 1, backend);
        second = new EncodingCase([66, 64, Bits], Items / 2, 2, backend);
    }

    [OneTimeTearDown]
    public void Free()
    {
        first?.Dispose();
        second?.Dispose();
        backend?.Dispose();
    }

    [Test]
    public void Encoders_on_one_backend_give_every_thread_its_codes() => Crew.Run(8, thread =>
    {
        EncodingCase mine = thread % 2 == 0 ? first : second;
        for (int round = 0; round < Rounds; round++)
        {
            if (thread < 4)
                mine.CheckBatch();
            for (int item = 0; item < mine.Count; item += 1 + (mine.Count / 20))
                mine.CheckItem((item + thread) % mine.Count);
        }
    });

    [Test]
    public void Trainings_on_one_backend_learn_what_each_would_alone()
    {
        string[] objectives = ["codeword", "vdsh", "dpsh"];
        var alone = objectives.Select((objective, i) => SmallProblem.Bytes(Train(backend, objective, i))).ToArray();
        Crew.Run(4, thread =>
        {
            byte[] model = SmallProblem.Bytes(Train(backend, objectives[thread % 3], thread % 3));
            Assert.That(model.AsSpan().SequenceEqual(alone[thread % 3]), Is.True, objectives[thread % 3]);
        });
    }

    [Test]
    public void Operations_of_many_threads_do_not_meet()
    {
        OperationChain[] chains = [.. Enumerable.Range(0, 8).Select(thread => new OperationChain(thread))];
        double[][] alone = [.. chains.Select(chain => chain.Run(backend))];
        Crew.Run(chains.Length, thread =>
        {
            for (int round = 0; round < Rounds; round++)
                Assert.That(chains[thread].Run(backend), Is.EqualTo(alone[thread]), $"round {round}");
        });
    }

    [Test]
    public void Eight_threads_encode_search_train_and_evaluate_at_once()
    {
        HashCodes database = first.Codes, queries = second.Codes;
        using var flat = new HammingIndex(Bits, backend);
        using var other = new HammingIndex(Bits, backend);
        var tables = new MultiIndexHash(Bits) { Threads = 2 };
        flat.Add(database);
        other.Add(queries);
        tables.Add(database);
        NearestResult nearest = flat.Search(queries, K), nearestOther = other.Search(database, K);
        // Farther from every query than its neighbours, so that it may come and go without being found.
        HashCodes foreign = Far(queries, nearest.Distances.Max());
        LabelSet databaseLabels = RandomLabels(database.Count, 3), queryLabels = RandomLabels(queries.Count, 4);
        double map = Evaluate().Map;
        byte[] model = SmallProblem.Bytes(Train(backend, "codeword", 0));

        void Repeat(Action work)
        {
            for (int round = 0; round < Rounds; round++)
                work();
        }

        void AddAndRemove(ICodeIndex index)
        {
            index.Add(foreign, [ForeignIds]);
            Assert.That(index.Remove([ForeignIds]), Is.EqualTo(1));
        }

        RetrievalReport Evaluate() =>
            new RetrievalEvaluator(backend).Evaluate(queries, queryLabels, database, databaseLabels);

        Crew.Run(
            ("batches", () => Repeat(first.CheckBatch)),
            ("items", () => Repeat(() => first.CheckItem(first.Count / 2))),
            ("another encoder", () => Repeat(second.CheckBatch)),
            ("training", () => Assert.That(SmallProblem.Bytes(Train(backend, "codeword", 0)), Is.EqualTo(model))),
            ("flat index", () => Repeat(() => AssertSame(flat.Search(queries, K), nearest))),
            ("two more indexes", () => Repeat(() =>
            {
                AssertSame(other.Search(database, K), nearestOther);
                AssertSame(tables.Search(queries, K), nearest);
            })),
            ("changes", () => Repeat(() =>
            {
                AddAndRemove(flat);
                AddAndRemove(tables);
            })),
            ("evaluation", () => Repeat(() => Assert.That(Evaluate().Map, Is.EqualTo(map)))));
    }

    [Test]
    public void Disposing_of_a_backend_amid_work_ends_it_in_order()
    {
        for (int round = 0; round < Math.Min(Rounds, 4); round++)
        {
            IComputeBackend doomed = Create();
            using var encoding = new EncodingCase([70, 64, Bits], Items, 5, doomed);
            using var index = new HammingIndex(Bits, doomed);
            index.Add(encoding.Codes);
            NearestResult nearest = index.Search(encoding.Codes, K);
            int begun = 0, ended = 0;
            void UntilDisposed(Action work)
            {
                try
                {
                    while (Volatile.Read(ref ended) == 0)
                    {
                        work();
                        Interlocked.Increment(ref begun);
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }

            void Dispose()
            {
                Crew.Until(() => Volatile.Read(ref begun) > 5, "work");
                doomed.Dispose();
                Interlocked.Increment(ref ended);
            }

            // On the CPU scans and single items need nothing of what is disposed of, and may go on.
            Crew.Run(
                ("batches", () => UntilDisposed(encoding.CheckBatch)),
                ("items", () => UntilDisposed(() => encoding.CheckItem(1))),
                ("search", () => UntilDisposed(() => AssertSame(index.Search(encoding.Codes, K), nearest))),
                ("training", () => UntilDisposed(() => Train(doomed, "codeword", 0))),
                ("disposing", Dispose),
                ("disposing as well", Dispose));
            Assert.That(() => encoding.CheckBatch(), Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void Disposing_of_encoders_matrices_and_indexes_amid_work_ends_it_in_order()
    {
        var encoding = new EncodingCase([70, 64, Bits], Items, 6, backend);
        var index = new HammingIndex(Bits, backend);
        index.Add(encoding.Codes);
        NearestResult nearest = index.Search(encoding.Codes, K);
        DeviceMatrix matrix = backend.Allocate(200, 70);
        backend.Fill(matrix, 1);
        double dot = backend.Dot(matrix, matrix);
        int begun = 0;
        Action UntilDisposed(Action work) => () => Assert.Throws<ObjectDisposedException>(() =>
        {
            while (true)
            {
                work();
                Interlocked.Increment(ref begun);
            }
        });
        Crew.Run(
            ("batches", UntilDisposed(encoding.CheckBatch)),
            ("more batches", UntilDisposed(encoding.CheckBatch)),
            ("items", UntilDisposed(() => encoding.CheckItem(1))),
            ("search", UntilDisposed(() => AssertSame(index.Search(encoding.Codes, K), nearest))),
            ("sums", UntilDisposed(() => Assert.That(backend.Dot(matrix, matrix), Is.EqualTo(dot)))),
            ("more sums", UntilDisposed(() => Assert.That(backend.Dot(matrix, matrix), Is.EqualTo(dot)))),
            ("disposing", () =>
            {
                Crew.Until(() => Volatile.Read(ref begun) > 10, "work");
                matrix.Dispose();
                index.Dispose();
                encoding.Dispose();
            }));
    }

    private static HashModel Train(IComputeBackend backend, string objective, int problem)
    {
        int layers = 2 + problem, items = 64 + (8 * problem);
        TrainingOptions options = SmallProblem.Options with { Objective = objective, Sweeps = 2, HiddenLayers = layers };
        return new VdshTrainer(backend, options).Train(SmallProblem.Clouds(items, 50 + (ulong)problem)).Model;
    }

    private static LabelSet RandomLabels(int count, int seed)
    {
        var random = new Random(seed);
        return LabelSet.FromClasses([.. Enumerable.Range(0, count).Select(_ => random.Next(ClassCount))], ClassCount);
    }

    private static HashCodes Far(HashCodes queries, int distance)
    {
        for (ulong seed = 1; ; seed++)
        {
            HashCodes code = RandomCodes.Create(1, Bits, seed);
            ulong word = code[0][0];
            bool isFar = true;
            foreach (ulong query in queries.Words)
                isFar &= BitOperations.PopCount(query ^ word) > distance;
            if (isFar)
                return code;
            Assert.That(seed, Is.LessThan(100_000), "every code is near some query");
        }
    }

    private static void AssertSame(NearestResult found, NearestResult expected)
    {
        Assert.That(found.Ids.AsSpan().SequenceEqual(expected.Ids), Is.True, "other neighbours");
        Assert.That(found.Distances.AsSpan().SequenceEqual(expected.Distances), Is.True, "other distances");
    }
}
