// A force that is not the slope of its loss trains something else: every objective against central differences in double, on awkward batches.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Compute;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

public sealed class ObjectiveGradientTests
{
    private const int Classes = 7, Items = 13;

    // "vdsh" has no true gradient in mini-batches: it passes straight through the sign.
    private static readonly IEnumerable<string> Objectives = ObjectiveCatalog.Names.Where(name => name != "vdsh");

    [Test]
    public void The_reference_is_the_slope_of_its_loss([ValueSource(nameof(Objectives))] string objective, [Values] PairCase kind, [Values(9, 16, 40)] int bits)
    {
        var (reference, _, outputs) = Batch(objective, kind, bits);
        double[,] gradient = new double[Items, bits];
        reference.Evaluate(outputs, gradient);
        double largest = gradient.Cast<double>().Max(Math.Abs);
        for (int i = 0; i < Items; i++)
        {
            for (int j = 0; j < bits; j += 3)
            {
                double slope = Items * Slope(reference, outputs, i, j);
                Assert.That(gradient[i, j], Is.EqualTo(slope).Within(1e-5 * Math.Max(largest, 1e-3)), $"({i}, {j}), largest {largest}");
            }
        }
    }

    [Test]
    public void The_objective_gives_the_loss_and_force_of_the_reference(
        [ValueSource(nameof(Objectives))] string objective, [Values] PairCase kind, [Values(9, 16, 40)] int bits, [Values] bool fullBatch)
    {
        var (reference, create, outputs) = Batch(objective, kind, bits);
        double[,] expected = new double[Items, bits];
        double expectedLoss = reference.Evaluate(outputs, expected), largest = expected.Cast<double>().Max(Math.Abs);
        using CpuBackend backend = new();
        using MatrixArena arena = new(backend);
        Objective trained = create(arena);
        DeviceMatrix device = arena.Allocate(Items, bits), gradient = arena.Allocate(Items, bits);
        float[,] values = new float[Items, bits], actual = new float[Items, bits];
        for (int i = 0; i < values.Length; i++)
            values[i / bits, i % bits] = (float)outputs[i / bits, i % bits];
        backend.Upload(values, device);
        trained.LoadBatch([.. Enumerable.Range(0, Items)]);
        if (fullBatch)
            trained.MinimizeState(device);
        double loss = fullBatch ? trained.EvaluateFrozen(device, gradient) : trained.Evaluate(device, gradient, 0);
        backend.Download(gradient, actual);
        Assert.That(loss, Is.EqualTo(expectedLoss).Within(1e-5 * Math.Max(0.1, expectedLoss)));
        for (int i = 0; i < Items; i++)
        {
            for (int j = 0; j < bits; j++)
                Assert.That(actual[i, j], Is.EqualTo(expected[i, j]).Within(2e-5 * Math.Max(largest, 1e-3)), $"({i}, {j}), largest {largest}");
        }
    }

    [Test]
    public void The_memory_of_an_objective_is_all_it_allocates([ValueSource(typeof(ObjectiveCatalog), nameof(ObjectiveCatalog.Names))] string objective)
    {
        using var counting = new FaultyBackend("none");
        using MatrixArena arena = new(counting);
        LabelSet labels = RandomLabels.Multi(30, 5, 1);
        ObjectiveCatalog.Create(objective, arena, labels, ClassCodewords.Create(5, 12, 1), 30, 1);
        // Operations over pairs need room for a double per row, which the backend allocates.
        int workSpace = ObjectiveCatalog.ComparesItems(objective) ? 2 * 30 : 0;
        Assert.That(counting.AllocatedElements + workSpace, Is.EqualTo(ObjectiveCatalog.ElementsOf(objective, 30, 12, 5)));
    }

    private static (ReferenceObjective Reference, Func<MatrixArena, Objective> Create, double[,] Outputs) Batch(string objective, PairCase kind, int bits)
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        double[,] outputs;
        // A bin's edge has two slopes, so no distance may lie on it.
        do
            outputs = Draw(kind, random, bits);
        while (ReferencePairObjective.EdgeDistance(outputs) < 1e-4);
        ulong[] masks = PairCases.Labels(kind, random, Items);
        if (kind is PairCase.AllDifferent or PairCase.Singletons)
            masks = [.. masks.Select((mask, i) => mask != 0 ? 1UL : kind == PairCase.Singletons ? 1UL << (1 + i / 2 % 6) : 0)];
        LabelSet labels = LabelSet.FromMasks(masks, Classes);
        ClassCodewords codewords = ClassCodewords.Create(Classes, bits, 1);
        var reference = new ReferenceObjective(objective, frozen: true);
        reference.Load(labels, codewords, [.. Enumerable.Range(0, Items)]);
        return (reference, arena => ObjectiveCatalog.Create(objective, arena, labels, codewords, Items, 1), outputs);
    }

    // Where distances tie, one column of another size keeps them from being whole numbers.
    private static double[,] Draw(PairCase kind, Random random, int bits)
    {
        double[,] outputs = ReferenceAlgebra.Map(PairCases.Codes(kind, random, Items, bits), x => kind == PairCase.Ties ? 0.875f * x : 1.5f * x);
        for (int i = 0; i < Items && kind == PairCase.Ties; i++)
            outputs[i, 0] *= 1.5;
        return outputs;
    }

    // Differences of the fourth order.
    private static double Slope(ReferenceObjective reference, double[,] outputs, int row, int column)
    {
        const double Step = 1e-5;
        double old = outputs[row, column];
        double At(double offset)
        {
            outputs[row, column] = old + offset;
            return reference.Evaluate(outputs, new double[outputs.GetLength(0), outputs.GetLength(1)]);
        }
        double slope = (8 * (At(Step) - At(-Step)) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
        outputs[row, column] = old;
        return slope;
    }
}
