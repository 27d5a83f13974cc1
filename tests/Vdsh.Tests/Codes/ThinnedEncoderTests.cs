// Leaving a layer out must mean exactly what replacing it by the identity means, however the work is shared.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

internal sealed class ThinnedEncoderTests
{
    private static readonly int[] Widths = [30, 40, 40, 40, 17, 17, 70];

    [Test]
    public void A_model_without_layers_gives_the_codes_of_exact_identities()
    {
        var random = new Random(7);
        HashModel model = RandomModels.Create(Widths, random);
        float[] features = RandomModels.Features(model, 200, random);
        foreach (int[] left in (int[][])[[], [1], [2], [4], [1, 4], [4, 2, 1]])
        {
            HashModel thin = model.WithoutLayers(left);
            Assert.That(thin.HiddenLayers, Is.EqualTo(model.HiddenLayers - left.Length));
            Assert.That(HashModelTests.OneByOne(thin, features),
                Is.EqualTo(HashModelTests.OneByOne(WithIdentities(model, left), features)));
        }
    }

    [Test]
    public void A_model_keeps_all_that_is_not_a_layer()
    {
        HashModel model = RandomModels.Create([3, 5, 5, 4], new Random(1), RandomCodes.Create(2, 4, 1),
            [KeyValuePair.Create("a", "b")]);
        HashModel thin = model.WithoutLayers([1]);
        Assert.That((thin.Objective, thin.Codewords, thin.Standardization, thin.Metadata["a"]),
            Is.EqualTo((model.Objective, model.Codewords, model.Standardization, "b")));
        Assert.That(thin.Widths.ToArray(), Is.EqualTo(new[] { 5, 4 }));
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(6)]
    public void A_layer_that_could_not_be_the_identity_is_not_left_out(int layer)
    {
        HashModel model = RandomModels.Create(Widths, new Random(1));
        Assert.That(model.MayBeIdentity(layer), Is.False);
        Assert.That(() => model.WithoutLayers([1, layer]),
            Throws.ArgumentException.With.Message.Contains($"Layer {layer} cannot be left out"));
    }

    [Test]
    public void All_nets_together_give_the_codes_of_each_alone([Values(1, 3)] int threads)
    {
        const int Rows = 5000;
        var random = new Random(11);
        HashModel model = RandomModels.Create(Widths, random);
        FeatureMatrix features = FeatureMatrix.FromArray(RandomModels.Features(model, Rows, random), Rows,
            model.InputColumns);
        int[][] nets = [[0, 1, 2, 3, 4], [0, 1, 2, 3], [0, 1, 3, 4], [0, 2, 3, 4], [0, 3], [0, 1, 3],
            [0, 1, 2, 3, 4], [0, 2, 3]];
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
        using var encoder = new ThinnedEncoder(model, backend);
        HashCodes[] codes = encoder.Encode(features, nets);
        for (int net = 0; net < nets.Length; net++)
        {
            int[] left = [.. Enumerable.Range(0, model.HiddenLayers).Except(nets[net])];
            Assert.That(codes[net].Words.SequenceEqual(model.WithoutLayers(left).Encode(features).Words), Is.True,
                string.Join(", ", nets[net]));
        }
    }

    [Test]
    public void Items_of_another_kind_or_that_are_not_finite_are_refused()
    {
        HashModel model = RandomModels.Create(Widths, new Random(1));
        using var backend = new CpuBackend();
        using var encoder = new ThinnedEncoder(model, backend);
        float[] bad = new float[2 * 30];
        bad[30 + 4] = float.NaN;
        Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(new float[31], 1, 31), [[0]]),
            Throws.TypeOf<InputException>().With.Message.Contains("31"));
        Assert.That(() => encoder.Encode(FeatureMatrix.FromArray(bad, 2, 30), [[0, 1, 2, 3, 4]]),
            Throws.TypeOf<InputException>().With.Message.Contains("row 1, column 4"));
    }

    private static HashModel WithIdentities(HashModel model, int[] layers)
    {
        float[][,] weights = [.. Enumerable.Range(0, model.Layers).Select(layer => model.Weights(layer).ToArray())];
        foreach (int layer in layers)
        {
            Array.Clear(weights[layer]);
            for (int i = 0; i < weights[layer].GetLength(1); i++)
                weights[layer][i, i] = 1;
        }
        return new HashModel(weights, model.Standardization, model.Objective);
    }
}
