// The heart of the engine against the plain double-precision step, on random nets, for every vector width.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

[TestFixture(VectorWidth.Bits512)]
[TestFixture(VectorWidth.Bits256)]
[TestFixture(VectorWidth.Bits128)]
public sealed class TrainingStepTests(VectorWidth width)
{
    // The second pair goes on after training has settled; single and double precision part a little more in so many steps.
    private const double Tolerance = 1e-4, SettledTolerance = 2e-3;
    private const int Steps = 3, SettledSteps = 50;
    private static readonly IEnumerable<string> Objectives = ObjectiveCatalog.Names;
    private CpuBackend backend = null!;

    [OneTimeSetUp]
    public void CreateBackend()
    {
        try
        {
            backend = new CpuBackend(new CpuBackendOptions { VectorWidth = width, Threads = 2 });
        }
        catch (PlatformNotSupportedException exception)
        {
            Assert.Ignore(exception.Message);
        }
    }

    [OneTimeTearDown]
    public void DisposeBackend() => backend?.Dispose();

    [Test]
    public void A_step_equals_the_double_precision_reference([ValueSource(nameof(Objectives))] string objective, [Range(0, 7)] int hiddenLayers, [Values] bool wide)
        => CheckSteps(objective, hiddenLayers, wide, Steps, Tolerance);

    [Test]
    public void Settled_steps_equal_the_double_precision_reference([Values("codeword", "vdsh")] string objective, [Range(0, 2)] int hiddenLayers)
        => CheckSteps(objective, hiddenLayers, wide: false, SettledSteps, SettledTolerance);

    private void CheckSteps(string objective, int hiddenLayers, bool wide, int steps, double tolerance)
    {
        ulong seed = (ulong)(objective.Length * 1000 + hiddenLayers * 10 + (wide ? 1 : 0));
        var random = new SeededRandom(seed);
        // A wide net has more outputs than the batch has rows, so that the preconditioner goes to the inputs; a narrow one the reverse.
        int rows = wide ? 21 : 70, nodes = wide ? 37 : 19, inputs = 11 + random.NextInt32(10), bits = 5 + random.NextInt32(12), classes = 4;
        float[] values = new float[rows * inputs];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextGaussian();
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++)
            labels[i] = random.NextInt32(classes);
        var data = new LabeledData(FeatureMatrix.FromArray(values, rows, inputs), LabelSet.FromClasses(labels, classes));
        var options = new TrainingOptions
        {
            Bits = bits, HiddenLayers = hiddenLayers, FirstLayers = Math.Max(1, hiddenLayers), Width = nodes, Batch = rows, InputDropout = 0, Mixup = 0, Seed = seed, Objective = objective,
            WeightDecay = 1e-3f, TrustRegion = hiddenLayers % 2 == 0 ? 0.02f : 0.5f,
        };

        using var arena = new MatrixArena(backend);
        var network = new Network(arena, Network.WidthsOf(inputs, hiddenLayers, nodes, bits));
        double[][,] weights = new double[network.Layers][,];
        for (int layer = 0; layer < network.Layers; layer++)
            weights[layer] = Randomize(network, layer, random);
        Standardization standardization = Standardization.Learn(data.Features);
        ClassCodewords codewords = ClassCodewords.Create(classes, bits, seed);
        Objective trained = ObjectiveCatalog.Create(objective, arena, data.Labels, codewords, rows, seed);
        var state = new TrainingState(arena, network, trained);
        var source = new MiniBatchSource(data.Features, standardization, options);
        var training = new MiniBatchTraining(state, source, options, steps);
        var reference = new ReferenceStep(weights, options.EffectiveAlpha, options.Momentum, options.EffectiveWeightDecay, options.TrustRegion);
        var objectiveReference = new ReferenceObjective(objective);

        for (int step = 0; step < steps; step++)
        {
            int at = step;
            double[,] x = Standardized(data.Features, standardization, source.Rows(step, 0));
            objectiveReference.Load(data.Labels, codewords, source.Rows(step, 0));
            double eta = options.Eta * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
            double expectedLoss = reference.Run(
                x, objectiveReference.Evaluate, trained.Strength, ReferenceObjective.Pull(trained), eta, trustRows: 32,
                keeps: layer => at == 0 ? 0 : at < 30 ? 0.95 : (at + layer) % 8 == 0 ? Math.Pow(0.95, 8) : null,
                refreshes: layer => at == 0 || (at + layer) % (at < 30 ? 4 : 32) == 0);
            SweepRecord sweep = training.RunSweep(step, steps, null, CancellationToken.None)!;
            double loss = sweep.Loss;
            Assert.That(loss, Is.EqualTo(expectedLoss).Within(tolerance * Math.Max(1, Math.Abs(expectedLoss))), $"loss of step {step}, seed {seed}");
            for (int layer = 0; layer < network.Layers; layer++)
                Assert.That(RelativeError(network, layer, weights[layer]), Is.LessThan(tolerance), $"weights of layer {layer} after step {step}, seed {seed}");
            AssertRecords(sweep.Layers, reference.Records);
        }
    }

    private static void AssertRecords(IReadOnlyList<LayerRecord> actual, LayerRecord[] expected)
    {
        Assert.That(actual, Has.Count.EqualTo(expected.Length));
        for (int layer = 0; layer < expected.Length; layer++)
        {
            Assert.That(actual[layer].OutputRms, Is.EqualTo(expected[layer].OutputRms).Within(0.1).Percent, $"outputs of layer {layer}");
            Assert.That(actual[layer].MultiplierRms, Is.EqualTo(expected[layer].MultiplierRms).Within(0.1).Percent, $"multipliers of layer {layer}");
            Assert.That(actual[layer].RelativeStep, Is.EqualTo(expected[layer].RelativeStep).Within(0.1).Percent, $"step of layer {layer}");
        }
    }

    private double[,] Randomize(Network network, int layer, SeededRandom random)
    {
        int rows = network.Widths[layer] + 1, columns = network.Widths[layer + 1];
        float[,] values = new float[rows, columns];
        double[,] copy = new double[rows, columns];
        double deviation = Math.Sqrt(2.0 / network.Widths[layer]);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                copy[i, j] = values[i, j] = (float)(random.NextGaussian() * deviation);
        }
        backend.Upload(values, network.Weights[layer]);
        return copy;
    }

    private double RelativeError(Network network, int layer, double[,] expected)
    {
        float[,] actual = new float[expected.GetLength(0), expected.GetLength(1)];
        backend.Download(network.Weights[layer], actual);
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.GetLength(0); i++)
        {
            for (int j = 0; j < expected.GetLength(1); j++)
            {
                difference += Math.Pow(actual[i, j] - expected[i, j], 2);
                norm += expected[i, j] * expected[i, j];
            }
        }
        return Math.Sqrt(difference / norm);
    }

    private static double[,] Standardized(FeatureMatrix features, Standardization standardization, ReadOnlySpan<int> rows)
    {
        double[,] x = new double[rows.Length, features.Columns];
        float[] row = new float[features.Columns];
        for (int i = 0; i < rows.Length; i++)
        {
            features.CopyRow(rows[i], row);
            for (int j = 0; j < row.Length; j++)
                x[i, j] = ((double)row[j] - standardization.Mean[j]) * standardization.Scale;
        }
        return x;
    }
}
