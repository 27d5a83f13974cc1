// An exported model is right only if somebody else's runtime computes our codes from it.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;

namespace Vdsh.Onnx.Tests;

internal sealed class OnnxExportTests
{
    private static readonly int[][] Shapes =
    [
        [1, 1], [5, 12], [20, 48], [33, 65], [7, 16, 1], [64, 31, 12], [784, 512, 512, 512, 48], [17, 40, 33, 65], [50, 24, 24, 24, 24, 24, 24, 24, 64], [3, 5, 2, 300],
    ];

    [Test]
    public void Runtime_and_encoder_agree([ValueSource(nameof(Shapes))] int[] widths, [Values(0, 1, 2, 67)] int rows)
    {
        var random = new Random(TestContext.CurrentContext.Random.Next());
        HashModel model = RandomModels.Create(widths, random);
        float[] features = RandomModels.Features(model, rows, random);
        using var directory = new ScratchDirectory();
        string path = directory.File("m.onnx");
        long bytes = OnnxModelFile.Save(model, path);
        Assert.That(bytes, Is.EqualTo(new FileInfo(path).Length));
        using var session = new OnnxSession(path);
        (byte[] codes, long[] codesShape, float[] outputs, long[] outputsShape) = session.Run(features, rows);

        int bytesPerCode = (model.Bits + 7) / 8;
        Assert.That(codesShape, Is.EqualTo(new long[] { rows, bytesPerCode }));
        Assert.That(outputsShape, Is.EqualTo(new long[] { rows, model.Bits }));
        Assert.That(codes, Is.EqualTo(Packed(outputs, rows, model.Bits)), "The runtime packs its own outputs exactly, with padding bits 0.");
        byte[] ours = Encode(model, features, rows);
        float[] row = new float[model.Bits];
        int compared = 0;
        for (int item = 0; item < rows; item++)
        {
            ReadOnlySpan<float> raw = features.AsSpan(item * model.InputColumns, model.InputColumns);
            model.Outputs(raw, row);
            (double[] reference, double[] magnitudes) = RandomModels.Reference(model, raw);
            double largest = Math.Max(1, reference.Max(Math.Abs));
            for (int bit = 0; bit < model.Bits; bit++)
            {
                // The bound on rounding grows with depth beyond what happens; activations of these models are of the order of 1.
                double tolerance = Math.Min(1e-6 * magnitudes[bit], 1e-5 * largest);
                float theirs = outputs[item * model.Bits + bit];
                Assert.That(theirs, Is.EqualTo(reference[bit]).Within(tolerance), $"output {bit} of item {item}, against double");
                Assert.That(theirs, Is.EqualTo(row[bit]).Within(tolerance), $"output {bit} of item {item}, against the encoder");
                if (Math.Abs(reference[bit]) <= tolerance)
                    continue;
                int at = item * bytesPerCode + bit / 8, shift = bit % 8;
                Assert.That(codes[at] >> shift & 1, Is.EqualTo(ours[at] >> shift & 1), $"bit {bit} of item {item}");
                compared++;
            }
        }
        Assert.That(compared, Is.GreaterThanOrEqualTo(rows * model.Bits * 9 / 10), "Outputs are small only by accident.");
    }

    [Test]
    public void An_output_of_zero_sets_its_bit_and_one_that_is_no_number_does_not()
    {
        using var directory = new ScratchDirectory();
        string path = directory.File("m.onnx");
        // Three bits: x, -x and a bias of minus zero.
        OnnxModelFile.Save(new HashModel([new float[,] { { 1, -1, 0 }, { 0, 0, -0f } }], new Standardization([2], 1), "none"), path);
        using var session = new OnnxSession(path);
        Assert.That(session.Run([2, 3, 1, float.NaN], 4).Codes, Is.EqualTo(new byte[] { 0b111, 0b101, 0b110, 0b000 }));
    }

    [Test]
    public void The_graph_says_what_it_is()
    {
        var random = new Random(1);
        HashModel model = RandomModels.Create([6, 9, 20], random, metadata: [KeyValuePair.Create("data", "digits"), KeyValuePair.Create("note", "für ü")]);
        using var directory = new ScratchDirectory();
        OnnxModelFile.Save(model, directory.File("m.onnx"));
        using var session = new OnnxSession(directory.File("m.onnx"));
        var meta = session.Session.ModelMetadata;
        Assert.Multiple(() =>
        {
            Assert.That(meta.ProducerName, Is.EqualTo("vdsh"));
            Assert.That(meta.CustomMetadataMap, Is.EquivalentTo(new Dictionary<string, string> { ["bits"] = "20", ["objective"] = "codeword", ["data"] = "digits", ["note"] = "für ü" }));
            Assert.That(session.Session.InputMetadata.Keys, Is.EqualTo(new[] { "features" }));
            Assert.That(session.Session.InputMetadata["features"].SymbolicDimensions[0], Is.EqualTo("n"));
            Assert.That(session.Session.InputMetadata["features"].Dimensions, Is.EqualTo(new[] { -1, 6 }));
            Assert.That(session.Session.OutputMetadata["codes"].Dimensions, Is.EqualTo(new[] { -1, 3 }));
            Assert.That(session.Session.OutputMetadata["codes"].ElementType, Is.EqualTo(typeof(byte)));
            Assert.That(session.Session.OutputMetadata["outputs"].Dimensions, Is.EqualTo(new[] { -1, 20 }));
        });
    }

    [Test]
    public void The_same_model_gives_the_same_bytes()
    {
        HashModel model = RandomModels.Create([6, 9, 20], new Random(2));
        using var directory = new ScratchDirectory();
        OnnxModelFile.Save(model, directory.File("a.onnx"));
        OnnxModelFile.Save(model, directory.File("b.onnx"));
        Assert.That(File.ReadAllBytes(directory.File("a.onnx")), Is.EqualTo(File.ReadAllBytes(directory.File("b.onnx"))));
    }

    [Test]
    public void A_model_of_more_than_2_GB_is_refused_and_nothing_is_left()
    {
        // 32 layers share one array of 67 MB, so that the model is large but the test is not.
        const int Width = 4096;
        float[,] shared = new float[Width + 1, Width];
        HashModel model = new([.. Enumerable.Repeat(shared, 32), new float[Width + 1, 8]], new Standardization(new float[Width], 1), "none");
        using var directory = new ScratchDirectory();
        Assert.That(
            () => OnnxModelFile.Save(model, directory.File("m.onnx")),
            Throws.TypeOf<InputException>().With.Message.Contains("m.onnx").And.Message.Contains("2 GB").And.Message.Contains("narrower"));
        Assert.That(directory.Names, Is.Empty);
    }

    private static byte[] Encode(HashModel model, float[] features, int rows)
    {
        HashCodes codes = model.Encode(FeatureMatrix.FromArray(features, rows, model.InputColumns));
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        return bytes;
    }

    private static byte[] Packed(float[] outputs, int rows, int bits)
    {
        int bytesPerCode = (bits + 7) / 8;
        byte[] codes = new byte[rows * bytesPerCode];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] >= 0)
                codes[i / bits * bytesPerCode + i % bits / 8] |= (byte)(1 << i % bits % 8);
        }
        return codes;
    }
}
