// The command as a user runs it: a trained model, exported, encodes the data set as 'vdsh encode' does.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;

namespace Vdsh.Onnx.Tests;

internal sealed class ExportCommandTests
{
    [Test]
    public void A_trained_model_encodes_elsewhere_as_here()
    {
        using var directory = new ScratchDirectory();
        string model = directory.File("m.vdsh"), onnx = directory.File("m.onnx"), codes = directory.File("codes.npy");
        CliRun.Of("train", "--data", "digits", "--layers", "3", "--width", "64", "--bits", "20", "--sweeps", "2", "--out", model).Succeeded();
        CliRun.Of("encode", "--model", model, "--data", "digits", "--part", "queries", "--out", codes).Succeeded();
        JsonObject result = CliRun.Of("export", "onnx", "--model", model, "--out", onnx, "--json").Json();
        Assert.Multiple(() =>
        {
            Assert.That((string?)result["onnx"], Is.EqualTo(onnx));
            Assert.That((int?)result["bits"], Is.EqualTo(20));
            Assert.That((int?)result["layers"], Is.EqualTo(3));
            Assert.That((long?)result["bytes"], Is.EqualTo(new FileInfo(onnx).Length));
        });

        FeatureMatrix queries = DatasetCatalog.Load("digits", null, 1).Queries.Features;
        float[] features = new float[queries.Rows * queries.Columns];
        for (int row = 0; row < queries.Rows; row++)
            queries.CopyRow(row, features.AsSpan(row * queries.Columns));
        using var session = new OnnxSession(onnx);
        byte[] theirs = session.Run(features, queries.Rows).Codes, ours = NpyFile.ReadBytes(codes).Values;
        Assert.That(theirs, Has.Length.EqualTo(ours.Length));
        // Of some 7,000 bits an output or two may be zero up to rounding.
        int different = Enumerable.Range(0, ours.Length).Sum(i => int.PopCount(ours[i] ^ theirs[i]));
        Assert.That(different, Is.LessThanOrEqualTo(2));
        Assert.That(session.Session.ModelMetadata.CustomMetadataMap["objective"], Is.EqualTo("codeword"));
    }

    [Test]
    public void What_cannot_be_exported_is_refused_by_name()
    {
        using var directory = new ScratchDirectory();
        string model = directory.File("m.vdsh"), onnx = directory.File("m.onnx"), text = directory.File("text.vdsh");
        RandomModels.Create([4, 8], new Random(3)).Save(model);
        File.WriteAllText(text, "no model");
        CliRun.Of("export").Refused("onnx");
        CliRun.Of("export", "tensorflow").Refused("tensorflow", "onnx");
        CliRun.Of("export", "onnx", "--model", model).Refused("--out");
        CliRun.Of("export", "onnx", "--model", directory.File("none.vdsh"), "--out", onnx).Refused("none.vdsh");
        CliRun.Of("export", "onnx", "--model", text, "--out", onnx).Refused("text.vdsh");
        CliRun.Of("export", "onnx", "--model", model, "--out", directory.File("nowhere/m.onnx")).Refused("--out", "nowhere");
        Assert.That(directory.Names, Is.EqualTo(new[] { "m.vdsh", "text.vdsh" }));
    }
}
