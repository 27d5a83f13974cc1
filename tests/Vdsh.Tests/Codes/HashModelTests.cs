// The promises of the encoder: right within float32, the same bits alone and in company, no garbage, any number of threads.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

[TestFixture]
public sealed class HashModelTests
{
    private int seed;
    private Random random = new();

    [SetUp]
    public void Seed()
    {
        seed = Random.Shared.Next();
        random = new Random(seed);
    }

    [TestCaseSource(typeof(RandomModels), nameof(RandomModels.Shapes))]
    public void Outputs_agree_with_a_double_reference(params int[] widths)
    {
        HashModel model = RandomModels.Create(widths, random);
        float[] features = RandomModels.Features(model, 3, random);
        float[] outputs = new float[model.Bits];
        for (int row = 0; row < 3; row++)
        {
            ReadOnlySpan<float> item = features.AsSpan(row * model.InputColumns, model.InputColumns);
            model.Outputs(item, outputs);
            (double[] expected, double[] magnitudes) = RandomModels.Reference(model, item);
            for (int bit = 0; bit < outputs.Length; bit++)
                Assert.That(outputs[bit], Is.EqualTo(expected[bit]).Within(4e-7 * model.Layers * magnitudes[bit]), $"row {row}, bit {bit}, seed {seed}");
        }
    }

    [TestCaseSource(typeof(RandomModels), nameof(RandomModels.Shapes))]
    public void Bits_are_the_signs_of_the_outputs(params int[] widths)
    {
        HashModel model = RandomModels.Create(widths, random);
        float[] features = RandomModels.Features(model, 1, random);
        float[] outputs = new float[model.Bits];
        ulong[] code = [.. Enumerable.Repeat(ulong.MaxValue, model.WordsPerCode)];
        model.Outputs(features, outputs);
        model.Encode(features, code);
        var codes = new HashCodes(code, 1, model.Bits);
        Assert.That(Enumerable.Range(0, model.Bits).Select(bit => codes.Bit(0, bit)), Is.EqualTo(outputs.Select(output => output >= 0)), $"seed {seed}");
    }

    [TestCaseSource(typeof(RandomModels), nameof(RandomModels.Shapes))]
    public void A_batch_gives_the_codes_of_its_items(params int[] widths)
    {
        HashModel model = RandomModels.Create(widths, random);
        foreach (int rows in (int[])[0, 1, 7, 8, 9, 21])
        {
            float[] features = RandomModels.Features(model, rows, random);
            ulong[] batch = new ulong[rows * model.WordsPerCode];
            model.Encode(new ReadOnlySpan2D<float>(features, rows, model.InputColumns), batch);
            Assert.That(batch, Is.EqualTo(OneByOne(model, features)), $"{rows} rows, seed {seed}");
        }
    }

    [Test]
    public void An_output_of_zero_sets_the_bit_and_NaN_does_not()
    {
        var model = new HashModel([new float[,] { { 1, 0, 1 }, { 0, 0, -1 } }], new Standardization([2f], 1), "codeword");
        ulong[] code = new ulong[1];
        model.Encode([2f], code);
        Assert.That(code[0], Is.EqualTo(0b011));
        model.Encode([float.NaN], code);
        Assert.That(code[0], Is.Zero);
    }

    [Test]
    public void Encoding_one_item_allocates_nothing()
    {
        HashModel model = RandomModels.Create([300, 128, 128, 64], random);
        float[] features = RandomModels.Features(model, 1, random);
        float[] outputs = new float[model.Bits];
        ulong[] code = new ulong[model.WordsPerCode];
        Encode();
        Assert.That(Garbage.Of(Encode), Is.Zero);

        void Encode()
        {
            model.Encode(features, code);
            model.Outputs(features, outputs);
        }
    }

    [Test]
    public void Threads_do_not_disturb_each_other()
    {
        HashModel[] models = [RandomModels.Create([60, 90, 48], random), RandomModels.Create([60, 300, 20, 70], random)];
        float[] features = RandomModels.Features(models[0], 200, random);
        ulong[][] expected = [.. models.Select(model => OneByOne(model, features))];
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, task =>
        {
            HashModel model = models[task % 2];
            Assert.That(OneByOne(model, features.AsSpan(0, 60 * 20)).AsSpan().SequenceEqual(expected[task % 2].AsSpan(0, 20 * model.WordsPerCode)), Is.True);
        });
    }

    [Test]
    public void Spans_of_another_size_are_refused_with_both_sizes()
    {
        HashModel model = RandomModels.Create([5, 70], random);
        Assert.Multiple(() =>
        {
            Assert.That(() => model.Encode(new float[4], new ulong[2]), Throws.ArgumentException.With.Message.Contains("5 features, but 4"));
            Assert.That(() => model.Encode(new float[5], new ulong[1]), Throws.ArgumentException.With.Message.Contains("2 words a code, but 1"));
            Assert.That(() => model.Encode(new float[2, 6], new ulong[4]), Throws.ArgumentException.With.Message.Contains("5 features, but 6"));
            Assert.That(() => model.Encode(new float[2, 5], new ulong[3]), Throws.ArgumentException.With.Message.Contains("4 words for 2 codes, but 3"));
            Assert.That(() => model.Outputs(new float[5], new float[71]), Throws.ArgumentException.With.Message.Contains("70 outputs, but 71"));
        });
    }

    [Test]
    public void Parts_that_do_not_fit_are_refused()
    {
        var two = new Standardization([0f, 0f], 1);
        Assert.Multiple(() =>
        {
            Assert.That(() => new HashModel([], two, "x"), Throws.ArgumentException);
            Assert.That(() => new HashModel([new float[2, 4]], two, "x"), Throws.ArgumentException.With.Message.Contains("2 x 4").And.Message.Contains("3 rows"));
            Assert.That(() => new HashModel([new float[3, 4], new float[4, 4]], two, "x"), Throws.ArgumentException.With.Message.Contains("layer 1"));
            Assert.That(() => new HashModel([new float[3, 0]], two, "x"), Throws.ArgumentException);
            Assert.That(() => new HashModel([new float[3, 4097]], two, "x"), Throws.ArgumentException.With.Message.Contains("4096"));
            Assert.That(() => new HashModel([new float[3, 2] { { 0, 0 }, { 0, float.NaN }, { 0, 0 } }], two, "x"), Throws.ArgumentException.With.Message.Contains("row 1, column 1 of layer 0"));
            Assert.That(() => new HashModel([new float[3, 2] { { 0, 0 }, { 0, 0 }, { 0, float.PositiveInfinity } }], two, "x"), Throws.ArgumentException.With.Message.Contains("bias 1 of layer 0"));
            Assert.That(() => new HashModel([new float[3, 2]], two, ""), Throws.ArgumentException);
            Assert.That(() => new HashModel([new float[3, 2]], two, "x", new HashCodes([0], 1, 3)), Throws.ArgumentException.With.Message.Contains("3 bits"));
            Assert.That(() => new HashModel([new float[3, 2]], two, "x", metadata: [new("bits", "2")]), Throws.ArgumentException.With.Message.Contains("'bits'"));
        });
    }

    [Test]
    public void The_model_describes_itself()
    {
        HashModel model = RandomModels.Create([5, 7, 7, 3], random, metadata: [new("seed", "1")]);
        HashModel more = model.WithMetadata("seed", "2").WithMetadata("data", "digits");
        Assert.Multiple(() =>
        {
            Assert.That((model.InputColumns, model.Bits, model.Layers, model.HiddenLayers, model.Parameters), Is.EqualTo((5, 3, 3, 2, 6L * 7 + 8 * 7 + 8 * 3)));
            Assert.That(model.Widths.ToArray(), Is.EqualTo(new[] { 7, 7, 3 }));
            Assert.That(model.Metadata, Is.EqualTo(new Dictionary<string, string> { ["seed"] = "1" }));
            Assert.That(more.Metadata, Is.EquivalentTo(new Dictionary<string, string> { ["seed"] = "2", ["data"] = "digits" }));
            Assert.That(more.Weights(2).ToArray(), Is.EqualTo(model.Weights(2).ToArray()));
        });
    }

    internal static ulong[] OneByOne(HashModel model, ReadOnlySpan<float> features)
    {
        int rows = features.Length / model.InputColumns;
        ulong[] codes = new ulong[rows * model.WordsPerCode];
        for (int row = 0; row < rows; row++)
            model.Encode(features.Slice(row * model.InputColumns, model.InputColumns), codes.AsSpan(row * model.WordsPerCode, model.WordsPerCode));
        return codes;
    }
}
