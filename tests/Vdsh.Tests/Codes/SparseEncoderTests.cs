// The pass that keeps only what is not zero must give what items give alone, bit for bit.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

[TestFixture(VectorWidth.Bits512, 1)]
[TestFixture(VectorWidth.Bits512, 2)]
[TestFixture(VectorWidth.Bits512, 5)]
[TestFixture(VectorWidth.Bits256, 2)]
[TestFixture(VectorWidth.Bits128, 2)]
public sealed unsafe class SparseEncoderTests(VectorWidth width, int threads)
{
    private const int MostRows = 48;

    // With layers whose sums have one block and several, that end within a group of columns and within a vector; with and without hidden layers.
    private static readonly int[][] Shapes =
    [
        [64, 64, 1], [65, 5], [100, 67, 129, 64, 70], [784, 512, 512, 48], [600, 1100, 521, 130], [90, 520, 65, 512], [1300, 64, 200],
    ];

    private int seed;
    private Random random = new();
    private CpuBackend backend = null!;

    [OneTimeSetUp]
    public void CreateBackend()
    {
        if (!CpuBackend.IsSupported(width))
            Assert.Ignore($"This machine does not accelerate {width}.");
        backend = new CpuBackend(new CpuBackendOptions { Threads = threads, VectorWidth = width });
    }

    [SetUp]
    public void Seed()
    {
        seed = Random.Shared.Next();
        random = new Random(seed);
    }

    [OneTimeTearDown]
    public void DisposeBackend() => backend?.Dispose();

    [Test]
    public void Outputs_are_those_of_the_single_items([ValueSource(nameof(Shapes))] int[] shape, [Values(0, 1, 15, 16, 17, MostRows)] int rows, [Values(0, 0.2, 1)] double density)
    {
        HashModel model = RandomModels.Create(shape, random);
        AssertOutputs(model, Features(model, rows, density, largest: 1), rows);
    }

    [Test]
    public void Outputs_that_overflow_do_so_in_the_same_way([ValueSource(nameof(Shapes))] int[] shape)
    {
        HashModel model = RandomModels.Create(shape, random);
        float[] features = Features(model, 20, 0.5, largest: 3e38f);
        AssertOutputs(model, features, 20);
    }

    [Test]
    public void Codes_are_those_of_the_single_items([ValueSource(nameof(Shapes))] int[] shape)
    {
        HashModel model = RandomModels.Create(shape, random);
        int rows = 1 + random.Next(threads * MostRows), start = random.Next(3);
        float[] features = Features(model, start + rows, 0.2, largest: 1);
        ulong[] codes = new ulong[(start + rows) * model.WordsPerCode], expected = HashModelTests.OneByOne(model, features);
        expected.AsSpan(0, start * model.WordsPerCode).Clear();
        using var encoder = new SparseEncoder(model, backend, MostRows);
        for (int repetition = 0; repetition < 2; repetition++)
        {
            Assert.That(encoder.Encode(FeatureMatrix.FromArray(features, start + rows, model.InputColumns), start, rows, codes, out double work), Is.EqualTo(rows));
            Assert.That(work, Is.GreaterThan(0).And.LessThanOrEqualTo(1));
            Assert.That(codes, Is.EqualTo(expected), $"{rows} rows, seed {seed}");
        }
    }

    [Test]
    public void The_work_is_the_share_that_is_not_zero()
    {
        HashModel model = RandomModels.Create([80, 7], random);
        float[] features = new float[MostRows * 80];
        for (int row = 0; row < MostRows; row++)
            features.AsSpan(row * 80, 20).Fill(1);
        using var encoder = new SparseEncoder(model, backend, MostRows);
        encoder.Encode(FeatureMatrix.FromArray(features, MostRows, 80), 0, MostRows, new ulong[MostRows], out double work);
        Assert.That(work, Is.EqualTo(model.TakesRawFeatures ? 0.25 : 1).Within(1e-9), $"seed {seed}");
    }

    [Test]
    public void An_encoder_may_change_its_way_within_a_data_set()
    {
        HashModel model = RandomModels.Create([100, 130, 70, 48], random);
        int rows = 2000 + random.Next(1000);
        float[] features = Features(model, rows, 0.1, largest: 1);
        for (int i = random.Next(features.Length / 2); i < features.Length; i++)
            features[i] = random.NextSingle() + 0.1f;
        using var encoder = new HashEncoder(model, backend);
        HashCodes codes = encoder.Encode(FeatureMatrix.FromArray(features, rows, model.InputColumns));
        Assert.That(codes.Words.SequenceEqual(HashModelTests.OneByOne(model, features)), Is.True, $"{rows} rows, seed {seed}");
    }

    [Test]
    public void Of_many_bad_rows_the_first_is_named()
    {
        const int Rows = 3000;
        HashModel model = RandomModels.Create([100, 64, 8], random);
        using var encoder = new HashEncoder(model, backend);
        int first = random.Next(Rows);
        float[] bad = new float[Rows * 100];
        for (int row = first; row < Rows; row++)
            bad[(row * 100) + 7] = float.NaN;
        Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(bad, Rows, 100)), Throws.TypeOf<InputException>().With.Message.Contains($"row {first}, column 7 "));
    }

    [Test]
    public void A_disposed_encoder_is_not_used([Values] bool wasUsed)
    {
        HashModel model = RandomModels.Create([100, 64, 8], random);
        FeatureMatrix features = FeatureMatrix.FromArray(new float[1024 * 100], 1024, 100);
        var encoder = new HashEncoder(model, backend);
        if (wasUsed)
            encoder.Encode(features);
        encoder.Dispose();
        Assert.That(() => encoder.Encode(features), Throws.TypeOf<ObjectDisposedException>());
    }

    private void AssertOutputs(HashModel model, float[] features, int rows)
    {
        int columns = model.InputColumns;
        float[] prepared = new float[features.Length], outputs = new float[rows * model.Bits], expected = new float[rows * model.Bits];
        for (int row = 0; row < rows; row++)
        {
            model.Prepare(features.AsSpan(row * columns, columns), prepared.AsSpan(row * columns, columns));
            model.Outputs(features.AsSpan(row * columns, columns), expected.AsSpan(row * model.Bits, model.Bits));
        }
        var network = new SparseNetwork([.. Enumerable.Range(0, model.Layers).Select(model.EncodingWeights)], backend.FloatsPerVector);
        using (ISparseForward forward = backend.CreateSparseForward(network, MostRows))
        {
            fixed (float* from = prepared, to = outputs)
            {
                for (int row = 0; row < rows; row += NonZeroLists.RowsPerPart)
                    forward.Take(row / NonZeroLists.RowsPerPart, from + (row * columns), columns, Math.Min(NonZeroLists.RowsPerPart, rows - row));
                forward.Run(rows, to);
            }
        }
        network.Free();
        Assert.That(outputs, Is.EqualTo(expected), $"seed {seed}");
    }

    private float[] Features(HashModel model, int rows, double density, float largest)
    {
        float[] values = new float[rows * model.InputColumns];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() < density ? ((random.NextSingle() * 2) - 1) * largest : 0;
        return values;
    }
}
