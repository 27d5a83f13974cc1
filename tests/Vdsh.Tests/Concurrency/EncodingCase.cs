// Codes that are wrong now and then are the worst that an encoder shared by threads can do, so every one is compared.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Concurrency;

/// <summary>Items with the codes that they have when nobody else works.</summary>
internal sealed class EncodingCase : IDisposable
{
    private readonly HashEncoder encoder;
    private readonly FeatureMatrix features;

    public EncodingCase(int[] widths, int items, int seed, IComputeBackend backend)
    {
        var random = new Random(seed);
        HashModel model = RandomModels.Create(widths, random);
        features = FeatureMatrix.FromArray(RandomModels.Features(model, items, random), items, model.InputColumns);
        encoder = new HashEncoder(model, backend, blockRows: 640);
        Codes = encoder.Encode(features);
    }

    public HashCodes Codes { get; }

    public int Count => Codes.Count;

    public void CheckBatch() =>
        Assert.That(encoder.Encode(features).Equals(Codes), Is.True, "the batch has other codes");

    public void CheckItem(int item)
    {
        float[] row = new float[features.Columns];
        ulong[] code = new ulong[Codes.WordsPerCode];
        features.CopyRow(item, row);
        encoder.Encode(row, code);
        Assert.That(code.AsSpan().SequenceEqual(Codes[item]), Is.True, $"item {item} has another code");
    }

    public void Dispose() => encoder.Dispose();
}
