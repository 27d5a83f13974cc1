// A data set encoded on a backend must carry exactly the codes that a service will later compute item by item.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

[TestFixture]
public sealed class HashEncoderTests
{
    private int seed;
    private Random random = new();

    [SetUp]
    public void Seed()
    {
        seed = Random.Shared.Next();
        random = new Random(seed);
    }

    [Test]
    public void Every_vector_width_gives_the_codes_of_the_single_items([Values(VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512)] VectorWidth width)
    {
        if (!CpuBackend.IsSupported(width))
            Assert.Ignore($"This machine does not accelerate {width}.");
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = 2, VectorWidth = width });
        foreach (int[] widths in RandomModels.Shapes)
        {
            HashModel model = RandomModels.Create(widths, random);
            float[] features = RandomModels.Features(model, 75, random);
            using var encoder = new HashEncoder(model, backend, blockRows: 32);
            HashCodes codes = encoder.Encode(FeatureMatrix.FromArray(features, 75, model.InputColumns));
            Assert.That(codes.Words.SequenceEqual(HashModelTests.OneByOne(model, features)), Is.True, $"{string.Join("-", widths)}, seed {seed}");
        }
    }

    [Test]
    public void Real_outputs_are_the_backends_to_the_last_bit()
    {
        using var backend = new CpuBackend();
        foreach (int[] widths in RandomModels.Shapes)
        {
            HashModel model = RandomModels.Create([widths[0], widths[^1]], random);
            float[] features = RandomModels.Features(model, 5, random);
            float[,] augmented = new float[5, model.InputColumns + 1], expected = new float[5, model.Bits];
            for (int row = 0; row < 5; row++)
            {
                Span<float> values = ((Span2D<float>)augmented).GetRowSpan(row);
                model.Prepare(features.AsSpan(row * model.InputColumns, model.InputColumns), values);
                values[^1] = 1;
            }
            using DeviceMatrix input = backend.Allocate(5, model.InputColumns + 1), weights = backend.Allocate(model.InputColumns + 1, model.Bits), output = backend.Allocate(5, model.Bits);
            backend.Upload(augmented, input);
            backend.Upload(model.EncodingWeights(0), weights);
            backend.Affine(input, weights, Activation.None, output);
            backend.Download(output, expected);
            float[] actual = new float[model.Bits];
            for (int row = 0; row < 5; row++)
            {
                model.Outputs(features.AsSpan(row * model.InputColumns, model.InputColumns), actual);
                Assert.That(actual, Is.EqualTo(((Span2D<float>)expected).GetRowSpan(row).ToArray()), $"{widths[0]}-{widths[^1]}, seed {seed}");
            }
        }
    }

    [TestCase(0, 4)]
    [TestCase(1, 1)]
    [TestCase(9, 3)]
    [TestCase(10, 3)]
    [TestCase(10, 1024)]
    public void Blocks_of_any_size_give_the_same_codes_and_report_progress(int rows, int blockRows)
    {
        HashModel model = RandomModels.Create([6, 9, 9, 5, 9, 70], random);
        byte[] features = new byte[rows * 6];
        random.NextBytes(features);
        using var backend = new CpuBackend();
        using var encoder = new HashEncoder(model, backend, blockRows);
        var progress = new Recorder();
        HashCodes codes = encoder.Encode(FeatureMatrix.FromArray(features, rows, 6), progress);
        Assert.Multiple(() =>
        {
            Assert.That(codes.Words.ToArray(), Is.EqualTo(HashModelTests.OneByOne(model, Array.ConvertAll(features, value => (float)value))), $"seed {seed}");
            Assert.That((codes.Count, codes.Bits), Is.EqualTo((rows, 70)));
            Assert.That(progress.Done, Is.EqualTo(Enumerable.Range(1, (rows + blockRows - 1) / blockRows).Select(block => Math.Min(rows, block * blockRows))));
            Assert.That(model.Encode(FeatureMatrix.FromArray(features, rows, 6)), Is.EqualTo(codes));
            Assert.That(encoder.Encode(FeatureMatrix.FromArray(features, rows, 6)), Is.EqualTo(codes), "a second time");
        });
    }

    [Test]
    public void Features_that_do_not_fit_are_refused()
    {
        HashModel model = RandomModels.Create([3, 8], random);
        using var backend = new CpuBackend();
        using var encoder = new HashEncoder(model, backend);
        float[] bad = new float[6];
        bad[4] = float.NaN;
        Assert.Multiple(() =>
        {
            Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(new float[8], 2, 4)), Throws.TypeOf<InputException>().With.Message.Contains("expects 3 features, the input has 4"));
            Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(bad, 2, 3)), Throws.TypeOf<InputException>().With.Message.Contains("row 1, column 1"));
        });
    }

    [Test]
    public void One_item_has_the_same_code_by_any_way([Values(1, 2, 5)] int threads)
    {
        HashModel model = RandomModels.Create([random.Next(1, 900), random.Next(1, 400), random.Next(1, 300), random.Next(1, 200)], random);
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
        using var encoder = new HashEncoder(model, backend, blockRows: 16);
        float[] items = [.. Enumerable.Range(0, 20 * model.InputColumns).Select(_ => random.NextSingle() - 0.5f)];
        HashCodes expected = encoder.Encode(FeatureMatrix.FromArray(items, 20, model.InputColumns));
        ulong[] code = new ulong[model.WordsPerCode];
        for (int item = 0; item < 20; item++)
        {
            encoder.Encode(items.AsSpan(item * model.InputColumns, model.InputColumns), code);
            Assert.That(code, Is.EqualTo(expected[item].ToArray()), $"item {item}, widths {string.Join(", ", model.Widths.ToArray())}");
        }
        Assert.That(Garbage.Of(() => encoder.Encode(items.AsSpan(0, model.InputColumns), code)), Is.Zero);
    }

    [Test]
    public void One_item_that_does_not_fit_is_refused([Values] bool rounded)
    {
        if (rounded && !CpuBackend.HasBFloat16)
            Assert.Ignore("There are no products of bfloat16 here.");
        HashModel model = RandomModels.Create([3, 70], random);
        using var backend = new CpuBackend(new CpuBackendOptions { Precision = rounded ? ProductPrecision.BFloat16 : ProductPrecision.Float32 });
        using var encoder = new HashEncoder(model, backend);
        Assert.That(() => encoder.Encode([1, 2], new ulong[2]), Throws.TypeOf<InputException>().With.Message.Contains("expects 3 features, the input has 2"));
        Assert.That(() => encoder.Encode([1, 2, float.NaN], new ulong[2]), Throws.TypeOf<InputException>().With.Message.Contains("column 2"));
        Assert.That(() => encoder.Encode([1, 2, 3], new ulong[1]), Throws.ArgumentException.With.Message.Contains("2 words"));
        ulong[] code = new ulong[2];
        encoder.Encode([1, 2, 3], code);
        Assert.That(code, Is.EqualTo(encoder.Encode(FeatureMatrix.FromArray([1f, 2, 3], 1, 3))[0].ToArray()));
    }

    [Test]
    public void Of_many_bad_rows_the_first_is_named([Values(1, 2, 5)] int threads)
    {
        const int Rows = 3000;
        HashModel model = RandomModels.Create([3, 8], random);
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
        using var encoder = new HashEncoder(model, backend);
        int first = random.Next(Rows);
        float[] bad = new float[Rows * 3];
        for (int row = first; row < Rows; row++)
            bad[(row * 3) + 2] = float.PositiveInfinity;
        Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(bad, Rows, 3)), Throws.TypeOf<InputException>().With.Message.Contains($"row {first}, column 2 "));
    }

    [Test]
    public void Encoding_can_be_cancelled_between_blocks()
    {
        HashModel model = RandomModels.Create([3, 8], random);
        using var backend = new CpuBackend();
        using var encoder = new HashEncoder(model, backend, blockRows: 2);
        using var source = new CancellationTokenSource();
        var progress = new Recorder { OnReport = source.Cancel };
        Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(new float[30], 10, 3), progress, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(progress.Done, Is.EqualTo(new[] { 2 }));
    }

    private sealed class Recorder : IProgress<int>
    {
        public List<int> Done { get; } = [];

        public Action? OnReport { get; init; }

        public void Report(int value)
        {
            Done.Add(value);
            OnReport?.Invoke();
        }
    }
}
