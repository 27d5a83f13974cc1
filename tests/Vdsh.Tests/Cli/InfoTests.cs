// What a user is told about a model file, and about its depth: on the terminal, as JSON and in the report.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Cli;

internal sealed class InfoTests
{
    [Test]
    public void A_model_is_described_without_any_data()
    {
        using var directory = new ScratchDirectory();
        string model = Model(directory);
        string text = CliRun.Of("info", model).Succeeded().Output;
        Assert.That(text, Does.Contain("64 features, 6 hidden layers of 16, 24 bits").And.Contain("codeword")
            .And.Contain("protocol: split").And.Contain("sweeps: 2"));
        JsonObject json = CliRun.Of("info", model, "--json").Json();
        Assert.That(((int)json["inputs"]!, (int)json["hiddenLayers"]!, (int)json["bits"]!, (long)json["bytes"]!),
            Is.EqualTo((64, 6, 24, new FileInfo(model).Length)));
        Assert.That(json["widths"]!.AsArray().Select(width => (int)width!),
            Is.EqualTo(new[] { 16, 16, 16, 16, 16, 16, 24 }));
        Assert.That(((string)json["metadata"]!["data"]!, (int)json["codewords"]!), Is.EqualTo(("digits", 10)));
        Assert.That(json.ContainsKey("depth") && json["depth"] is null, Is.True);
        Assert.That((int)json["trainingItems"]!, Is.EqualTo(DatasetCatalog.Load("digits", null, 1).Training.Count));
    }

    [Test]
    public void The_depth_is_the_same_from_info_and_evaluate_and_stands_in_the_report()
    {
        using var directory = new ScratchDirectory();
        string model = Model(directory), page = directory.File("page.html");
        CliRun run = CliRun.Of("info", "--depth", model, "--data", "digits");
        Assert.That(run.Succeeded().Output,
            Does.Match(@"Effective depth \d of 6 hidden layers: map 0\.\d{4} \(3\d\d queries, 14\d\d items\)")
            .And.Contain("from identity"));
        JsonNode depth = CliRun.Of("info", "--depth", model, "--data", "digits", "--json").Json()["depth"]!;
        JsonObject evaluated = CliRun.Of("evaluate", "--model", model, "--data", "digits", "--baselines", "none",
            "--depth", "--report", page, "--json").Json();
        Assert.That(evaluated["depth"]!.ToJsonString(), Is.EqualTo(depth.ToJsonString()));
        Assert.That((double)depth["map"]!, Is.EqualTo((double)evaluated["map"]!), "so few items are all taken");
        JsonArray layers = depth["layers"]!.AsArray();
        Assert.That(layers.Select(layer => (int)layer!["layer"]!), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(layers.Count(layer => (bool)layer!["counts"]!), Is.EqualTo((int)depth["effectiveDepth"]!));
        Assert.That(layers[0]!["distance"], Is.Null);
        Assert.That(layers.Skip(1).Select(layer => (double)layer!["distance"]!), Has.All.InRange(0, 2));
        Assert.That(File.ReadAllText(page),
            Does.Contain("<section id=\"depth\"")
            .And.Contain($"Effective depth {depth["effectiveDepth"]} of 6 hidden layers")
            .And.Contain("effective depth"));
        Assert.That(CliRun.Of("evaluate", "--model", model, "--data", "digits", "--baselines", "none",
            "--json").Json()["depth"], Is.Null);
    }

    [Test]
    public void Fewer_items_are_taken_where_that_is_asked_for()
    {
        using var directory = new ScratchDirectory();
        JsonNode depth = CliRun.Of("info", "--depth", Model(directory), "--data", "digits", "--depth-items", "500",
            "--json").Json()["depth"]!;
        Assert.That((int)depth["database"]!, Is.EqualTo(500).Within(10));
        Assert.That((int)depth["queries"]!, Is.EqualTo(100).Within(10));
    }

    [Test]
    public void Generated_data_are_known_by_all_their_numbers()
    {
        using var directory = new ScratchDirectory();
        string model = directory.File("m.vdsh");
        const string Data = "hierarchy:levels=2,items=400,queries=80";
        CliRun.Of("train", "--data", Data, "--bits", "8", "--layers", "2", "--width", "16", "--sweeps", "1", "--out",
            model).Succeeded();
        JsonObject result = CliRun.Of("evaluate", "--model", model, "--data", Data + ",seed=1", "--baselines",
            "none", "--json").Json();
        Assert.That(((string)result["data"]!, (string)result["protocol"]!, (int)result["database"]!),
            Is.EqualTo(("hierarchy:levels=2,symbols=8,rules=6,classes=8,items=400,queries=80,seed=1", "unseen", 200)));
        CliRun.Of("evaluate", "--model", model, "--data", Data + ",seed=2", "--protocol",
            "unseen").Refused("matching half");
        CliRun.Of("train", "--data", "hierarchy:levels=9", "--out", model).Refused("levels is 9");
    }

    [Test]
    public void Items_without_depth_depth_without_items_and_files_that_are_no_models_are_refused()
    {
        using var directory = new ScratchDirectory();
        string model = Model(directory);
        CliRun.Of("info", model, "--data", "digits").Refused("--depth");
        CliRun.Of("info", "--depth", model).Refused("--depth", "--data NAME");
        CliRun.Of("info", model, "--depth-items", "5").Refused("--depth-items", "--depth");
        CliRun.Of("evaluate", "--model", model, "--data", "digits", "--depth-items", "5").Refused("--depth-items",
            "--depth");
        CliRun.Of("info", "--depth", model, "--data", "digits", "--features", "x.npy").Refused("--features", "--data");
        CliRun.Of("info", "--depth", model, "--features", "x.npy").Refused("--labels is missing");
        CliRun.Of("info", "--depth", model, "--protocol", "full").Refused("--protocol", "--data NAME");
        CliRun.Of("info", directory.File("none.vdsh")).Refused("none.vdsh");
        CliRun.Of("info").Refused("MODEL");
        File.WriteAllText(directory.File("text.vdsh"), "no model at all");
        CliRun.Of("info", directory.File("text.vdsh")).Refused("text.vdsh");
    }

    private static string Model(ScratchDirectory directory)
    {
        string path = directory.File("m.vdsh");
        CliRun.Of("train", "--data", "digits", "--bits", "24", "--layers", "6", "--width", "16", "--sweeps", "2",
            "--out", path).Succeeded();
        return path;
    }
}
