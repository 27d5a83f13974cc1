// Defaults for symbols come from the rows alone, so what counts as symbols must be exact.
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Tests.Cli;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

public sealed class SymbolInputsTests
{
    private const string Hierarchy = "hierarchy:symbols=4,rules=3,classes=4,items=200,queries=20";

    [TestCase(true, 1, 0, 0, 1)]
    [TestCase(true, 0, 1, 0, 1)]
    [TestCase(false, 1, 1, 0, 1)]
    [TestCase(false, 0, 0, 0, 1)]
    [TestCase(false, 2, 0, 0, 1)]
    [TestCase(false, 0.5f, 0.5f, 0, 1)]
    [TestCase(false, -1, 1, 1, 1)]
    [TestCase(false, float.NaN, 0, 0, 1)]
    [TestCase(false, float.PositiveInfinity, 0, 0, 1)]
    public void Rows_are_symbols_if_all_have_as_many_ones_and_else_zeros(
        bool expected, float a, float b, float c, float d)
    {
        FeatureMatrix rows = FeatureMatrix.FromArray([0f, 1, 1, 0, a, b, c, d], 2, 4);
        Assert.That(SymbolInputs.Are(rows), Is.EqualTo(expected));
    }

    [Test]
    public void Rows_of_ones_or_zeros_only_and_no_rows_are_no_symbols()
    {
        Assert.That(SymbolInputs.Are(FeatureMatrix.FromArray([1f, 1, 1, 1], 2, 2)), Is.False);
        Assert.That(SymbolInputs.Are(FeatureMatrix.FromArray(new float[4], 2, 2)), Is.False);
        Assert.That(SymbolInputs.Are(FeatureMatrix.FromArray(Array.Empty<float>(), 0, 2)), Is.False);
    }

    [Test]
    public void Named_data_are_told_apart_by_their_rows()
    {
        Assert.That(SymbolInputs.Are(Load(Hierarchy).Features), Is.True);
        Assert.That(SymbolInputs.Are(Load("digits").Features), Is.False);
    }

    [Test]
    public void Symbols_change_only_what_was_not_given()
    {
        FeatureMatrix symbols = Load(Hierarchy).Features;
        TrainingOptions given = new()
        {
            InputDropout = 0.1f, Mixup = 0.2f, WeightDecay = 0.03f, FirstLayers = 3, Sweeps = 7,
        };
        Assert.That(given.For(symbols), Is.EqualTo(given));
        TrainingOptions suited = new TrainingOptions { HiddenLayers = 12 }.For(symbols);
        Assert.That(suited, Is.EqualTo(new TrainingOptions
        {
            HiddenLayers = 12, InputDropout = 0, Mixup = 0, WeightDecay = 0.1f, FirstLayers = 8, Sweeps = 2000,
        }));
        Assert.That(suited.For(symbols), Is.EqualTo(suited), "once more");
        Assert.That(new TrainingOptions().For(Load("digits").Features), Is.EqualTo(new TrainingOptions()));
        Assert.That(new TrainingOptions { FullBatch = true }.For(symbols).Sweeps, Is.Null, "no mini-batches");
    }

    [Test]
    public void Training_takes_what_suits_symbols_and_says_so()
    {
        using var directory = new ScratchDirectory();
        string[] options = ["--layers", "10", "--width", "8", "--bits", "8", "--sweeps", "3"];
        string[] suited = ["--first-layers", "8", "--decay", "0.1", "--mixup", "0", "--dropout", "0"];
        CliRun byDefault = Train(directory, "default", options);
        CliRun byHand = Train(directory, "given", [.. options, .. suited]);
        Assert.That(byDefault.Error, Does.Contain("one-hot symbols").And.Contain("decay 0.1").And.Contain("sweeps 3."));
        Assert.That(byHand.Error, Does.Contain("one-hot symbols"));
        byte[] model = File.ReadAllBytes(directory.File("default.vdsh"));
        Assert.That(model, Is.EqualTo(File.ReadAllBytes(directory.File("given.vdsh"))));
    }

    private static CliRun Train(ScratchDirectory directory, string name, string[] options) => CliRun.Of(
        ["train", "--data", Hierarchy, "--objective", "dcwh", "--out", directory.File($"{name}.vdsh"), .. options])
        .Succeeded();

    private static LabeledData Load(string name) => DatasetCatalog.Load(name, null, 1).Training;
}
