// The outputs that queries ask with are those of the encoder: their signs are the codes, whatever computes them.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

public class QueryOutputsTests
{
    [Test]
    public void Signs_of_outputs_are_the_codes_and_outputs_those_of_single_items(
        [Values(VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512)] VectorWidth width,
        [Values(7, 1500)] int count)
    {
        if (!CpuBackend.IsSupported(width))
            Assert.Ignore($"This machine does not accelerate {width}.");
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = 2, VectorWidth = width });
        foreach (int[] widths in RandomModels.Shapes)
        {
            HashModel model = RandomModels.Create(widths, random);
            float[] values = RandomModels.Features(model, count, random);
            FeatureMatrix features = FeatureMatrix.FromArray(values, count, model.InputColumns);
            using var encoder = new HashEncoder(model, backend, blockRows: 64);
            QueryOutputs outputs = encoder.Outputs(features);
            string what = $"{string.Join('-', widths)}, seed {seed}";
            Assert.That(outputs.ToCodes().Equals(encoder.Encode(features)), Is.True, what);
            float[] single = new float[model.Bits];
            model.Outputs(values.AsSpan((count - 1) * model.InputColumns, model.InputColumns), single);
            Assert.That(outputs[count - 1].ToArray(), Is.EqualTo(single), what);
        }
    }

    [Test]
    public void Features_that_do_not_fit_are_refused()
    {
        HashModel model = RandomModels.Create([6, 9, 8], new Random(1));
        using var backend = new CpuBackend();
        using var encoder = new HashEncoder(model, backend);
        Refused("5", () => encoder.Outputs(FeatureMatrix.FromArray(new float[5], 1, 5)));
        float[] bad = new float[12];
        bad[8] = float.NaN;
        Refused("row 1, column 2", () => encoder.Outputs(FeatureMatrix.FromArray(bad, 2, 6)));
        Assert.That(encoder.Outputs(FeatureMatrix.FromArray(Array.Empty<float>(), 0, 6)).Count, Is.Zero);
    }

    [Test]
    public void Codes_are_no_outputs()
    {
        Refused("encode --outputs", () => QueryOutputs.FromMatrix(FeatureMatrix.FromArray(new byte[] { 1, 2 }, 1, 2)));
        Half[] values = [(Half)0.5, (Half)(-2)];
        QueryOutputs halves = QueryOutputs.FromMatrix(FeatureMatrix.FromArray(values, 1, 2));
        Assert.That(halves[0].ToArray(), Is.EqualTo(new[] { 0.5f, -2 }));
        Assert.That(new QueryOutputs([0f, -0f, 1, -1], 1, 4).ToCodes()[0][0], Is.EqualTo(0b0111UL));
    }

    private static void Refused(string words, Action action)
        => Assert.That(action, Throws.InstanceOf<InputException>().With.Message.Contains(words));
}
