// Mixed rows with labels that are mixed otherwise would teach nonsense: features and targets go by the same shares.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

public sealed class MixtureTests
{
    private static readonly IEnumerable<string> Mixing = ObjectiveCatalog.Names.Where(ObjectiveCatalog.TakesMixtures);

    [Test]
    public void Rows_take_the_drawn_share_of_the_next_row([Values(1, 2, 37)] int rows, [Values(1, 50)] int columns)
    {
        SeededRandom random = new(7, (ulong)(rows * columns));
        float[,] values = new float[rows, columns];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextGaussian();
        float[,] mixed = (float[,])values.Clone();
        Mixture mixture = new(rows, 0.3f);
        mixture.Draw(random);
        mixture.Apply(mixed);
        for (int i = 0; i < rows; i++)
        {
            double share = mixture.Shares[i];
            Assert.That(share, Is.InRange(0, 0.3));
            for (int j = 0; j < columns; j++)
                Assert.That(mixed[i, j], Is.EqualTo((1 - share) * values[i, j] + share * values[(i + 1) % rows, j]).Within(1e-6));
        }
    }

    [Test]
    public void Shares_fill_the_range_and_differ_between_batches()
    {
        Mixture mixture = new(4000, 0.5f);
        SeededRandom random = new(0);
        RandomStreams.StartMixup(random, 1, 0, 0);
        mixture.Draw(random);
        float[] first = mixture.Shares.ToArray();
        RandomStreams.StartMixup(random, 1, 0, 1);
        mixture.Draw(random);
        Assert.That(first.Average(), Is.EqualTo(0.25).Within(0.012), "five standard deviations");
        Assert.That(first.Max(), Is.GreaterThan(0.49));
        Assert.That(mixture.Shares.ToArray(), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_matrix_of_other_rows_is_refused()
        => Assert.That(() => new Mixture(3, 0.2f).Apply(new float[4, 2]), Throws.ArgumentException.With.Message.Contains("3 rows, not of 4"));

    [Test]
    public void The_batch_source_mixes_only_for_objectives_that_take_mixtures([Values] bool takesMixtures)
    {
        LabeledData data = SmallProblem.Clouds(60, 3);
        TrainingOptions options = SmallProblem.Options with { Batch = 60, InputDropout = 0, Mixup = 0.4f };
        Standardization standardization = Standardization.Learn(data.Features);
        MiniBatchSource plain = new(data.Features, standardization, options), source = new(data.Features, standardization, options, null, takesMixtures);
        using var backend = new CpuBackend();
        float[,] expected = Uploaded(plain, backend), actual = Uploaded(source, backend);
        Assert.That(source.Mixture is not null, Is.EqualTo(takesMixtures));
        source.Mixture?.Apply(expected);
        Assert.That(actual, Is.EqualTo(expected));
    }

    // Given the state, the force of these objectives is linear in the labels.
    [Test]
    public void Labels_are_mixed_by_the_same_shares([ValueSource(nameof(Mixing))] string objective, [Values] bool multiLabel)
    {
        const int Items = 21, Classes = 5, Bits = 16;
        SeededRandom random = new(3, 1);
        LabelSet labels = multiLabel
            ? LabelSet.FromMasks([.. Enumerable.Range(0, Items).Select(_ => random.NextUInt64() & 31)], Classes)
            : LabelSet.FromClasses([.. Enumerable.Range(0, Items).Select(i => i * i % Classes)], Classes);
        int[] rows = [.. Enumerable.Range(0, Items)], next = [.. Enumerable.Range(1, Items - 1), 0];
        using CpuBackend backend = new();
        using MatrixArena arena = new(backend);
        Objective trained = ObjectiveCatalog.Create(objective, arena, labels, ClassCodewords.Create(Classes, Bits, 1), Items, 1);
        DeviceMatrix outputs = arena.Allocate(Items, Bits), gradient = arena.Allocate(Items, Bits);
        float[,] values = new float[Items, Bits];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextGaussian();
        backend.Upload(values, outputs);
        Mixture mixture = new(Items, 0.5f);
        mixture.Draw(random);

        float[,] Force(int[] batch, Mixture? mixed)
        {
            trained.LoadBatch(batch, mixed);
            trained.EvaluateFrozen(outputs, gradient);
            float[,] force = new float[Items, Bits];
            backend.Download(gradient, force);
            return force;
        }

        trained.LoadBatch(rows);
        trained.MinimizeState(outputs);
        float[,] own = Force(rows, null), other = Force(next, null), actual = Force(rows, mixture);
        for (int i = 0; i < Items; i++)
        {
            float share = mixture.Shares[i];
            for (int j = 0; j < Bits; j++)
                Assert.That(actual[i, j], Is.EqualTo((1 - share) * own[i, j] + share * other[i, j]).Within(1e-5), $"({i}, {j})");
        }
    }

    private static float[,] Uploaded(MiniBatchSource source, CpuBackend backend)
    {
        float[,] values = new float[source.BatchRows, SmallProblem.Features];
        using DeviceMatrix matrix = backend.Allocate(source.BatchRows, SmallProblem.Features);
        source.Upload(backend, 1, 0, matrix);
        backend.Download(matrix, values);
        return values;
    }
}
