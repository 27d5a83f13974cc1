// Asymmetric ranking from outside: from a model to outputs, from outputs to neighbours, and both measures of a model.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Tests.Cli;

internal sealed class AsymmetricCommandTests
{
    private readonly ScratchDirectory directory = new();
    private string model = "", codes = "", queries = "", outputs = "";

    [OneTimeSetUp]
    public void Train()
    {
        (model, codes) = (directory.File("m.vdsh"), directory.File("codes.npy"));
        (queries, outputs) = (directory.File("queries.npy"), directory.File("outputs.npy"));
        CliRun.Of("train", "--data", "digits", "--protocol", "unseen", "--bits", "20", "--layers", "1", "--width", "32",
            "--sweeps", "1", "--out", model).Succeeded();
        CliRun.Of("encode", "--model", model, "--data", "digits", "--protocol", "unseen", "--out", codes).Succeeded();
        CliRun.Of("encode", "--model", model, "--data", "digits", "--protocol", "unseen", "--part", "queries",
            "--out", queries, "--outputs", outputs).Succeeded();
    }

    [OneTimeTearDown]
    public void Delete() => directory.Dispose();

    [Test]
    public void Search_finds_what_the_library_finds([Values("auto", "flat", "mih")] string index)
    {
        string found = directory.File($"found-{index}.npz");
        JsonObject result = CliRun.Of("search", "--codes", codes, "--bits", "20", "--queries", outputs, "--rank",
            "asymmetric", "--k", "7", "--index", index, "--out", found, "--json").Json();
        Assert.That((string?)result["rank"], Is.EqualTo("asymmetric"));
        QueryOutputs asked = QueryOutputs.FromMatrix(FeatureFile.Load(outputs));
        Assert.That(asked.ToCodes().Equals(CodeDatabase.Read(queries, 20).Codes), Is.True);
        var expected = new MultiIndexHash(20);
        expected.Add(CodeDatabase.Read(codes, 20).Codes);
        ScoredResult nearest = expected.SearchAsymmetric(asked, 7);
        string shape = $"{nearest.Queries}, 7";
        Assert.That(NpzContent.Read<long>(found, "ids", "<i8", shape), Is.EqualTo(nearest.Ids));
        Assert.That(NpzContent.Read<double>(found, "scores", "<f8", shape), Is.EqualTo(nearest.Scores));
    }

    [Test]
    public void Evaluate_measures_both_ways()
    {
        string[] command = ["evaluate", "--model", model, "--data", "digits", "--protocol", "unseen"];
        JsonObject both = CliRun.Of([.. command, "--rank", "asymmetric", "--json"]).Json();
        Assert.That((double)both["asymmetric"]!["map"]!, Is.InRange((double)both["asymmetric"]!["mapPessimistic"]!,
            (double)both["asymmetric"]!["mapOptimistic"]!).And.GreaterThan(0.1));
        JsonObject plain = CliRun.Of([.. command, "--json"]).Json();
        Assert.That(plain["asymmetric"], Is.Null);
        Assert.That((double)both["map"]!, Is.EqualTo((double)plain["map"]!));
        CliRun words = CliRun.Of([.. command, "--rank", "asymmetric"]).Succeeded();
        Assert.That(words.Output, Does.Contain("real query outputs"));
    }

    [Test]
    public void What_has_no_real_outputs_is_refused()
    {
        Refused("encode --outputs", "search", "--codes", codes, "--bits", "20", "--queries", queries, "--rank",
            "asymmetric", "--k", "7", "--out", directory.File("x.npz"));
        Refused("20 columns", "search", "--codes", codes, "--bits", "24", "--queries", outputs, "--rank", "asymmetric",
            "--k", "7", "--out", directory.File("x.npz"));
        Refused("--radius is a Hamming distance", "search", "--codes", codes, "--bits", "20", "--queries", outputs,
            "--rank", "asymmetric", "--radius", "2", "--out", directory.File("x.npz"));
        Refused("real outputs of the queries", "evaluate", "--db-codes", codes, "--query-codes", queries, "--db-labels",
            codes, "--query-labels", queries, "--bits", "20", "--rank", "asymmetric");
        Assert.That(File.Exists(directory.File("x.npz")), Is.False);

        static void Refused(string words, params string[] command) => CliRun.Of(command).Refused(words);
    }
}
