// What evaluate calls unseen, training has not seen: told from outside, with items that lie in both sets and models
// that do not say what they know.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Cli;

internal sealed class UnseenTests
{
    private const int Items = 126, Columns = 4, Classes = 3, Queries = 30;

    private ScratchDirectory directory = null!;
    private string features = "", labels = "", queries = "", queryLabels = "", model = "";

    [OneTimeSetUp]
    public void Train()
    {
        directory = new ScratchDirectory();
        (features, labels) = Blobs.Write(directory, "items", Items, Columns, Classes, 1);
        (queries, queryLabels) = Blobs.Write(directory, "queries", Queries, Columns, Classes, 2);
        model = directory.File("m.vdsh");
        CliRun.Of([.. TrainArguments, "--out", model]).Succeeded();
    }

    [OneTimeTearDown]
    public void Clean() => directory.Dispose();

    private string[] TrainArguments
        => ["train", "--features", features, "--labels", labels, "--bits", "12", "--layers", "1", "--width", "8",
        "--sweeps", "1"];

    [Test]
    public void Queries_that_are_no_training_items_are_unseen_and_stand_first()
    {
        string page = directory.File("page.html");
        string[] command = Evaluate(model, features, labels, queries, queryLabels);
        JsonObject result = CliRun.Of([.. command, "--json"]).Json();
        Assert.That(result.First().Key, Is.EqualTo("unseen"));
        Assert.That((string)result["unseen"]!["items"]!, Is.EqualTo("unseen"));
        Assert.That(result["queriesAmongThemselves"], Is.Null);
        Assert.That((string)result["items"]!, Is.EqualTo("training items"));
        Overlap(result, queriesInTraining: 0, databaseInTraining: Items, queriesInDatabase: 0, repeated: 0);
        CliRun run = CliRun.Of([.. command, "--report", page]).Succeeded();
        Before(run.Output, $"unseen ({Queries})", $"training items ({Items})");
        Assert.That(run.Output, Does.Contain("flatters methods that memorise labels"));
        string html = File.ReadAllText(page);
        Before(html, "<caption><span>Searched: unseen;", "<caption><span>Searched: training items;");
        Before(html, "<dt>mAP, unseen</dt>", "<dt>mAP, training items</dt>");
        Before(html, "among themselves (unseen)", "items (training items)");
        Before(html, "12 bits, unseen. Everything within", "12 bits, training items. Everything within");
        Assert.That(run.Output, Does.Contain("Searched: training items.\n"), "the classes too");
    }

    [Test]
    public void Baselines_stand_beside_what_they_are_compared_with()
    {
        CliRun run = CliRun.Of(
            [.. Evaluate(model, features, labels, queries, queryLabels)[..^1], "--baselines", "lsh", "--json"]);
        Assert.That(run.Json()["baselines"]!.AsArray().Select(item => (string)item!["searched"]!),
            Is.EquivalentTo((string[])["database", "unseen"]));
    }

    [Test]
    public void Training_items_as_queries_are_not_called_unseen()
    {
        CliRun run = CliRun.Of(Evaluate(model, features, labels, features, labels)).Succeeded();
        Assert.That(run.Output,
            Does.Contain($"training items, contains the queries ({Items})").And.Contain(
            $"queries, trained on ({Items})"));
        Assert.That(run.Output, Does.Not.Contain("unseen ("));
        Assert.That(run.Output,
            Does.Contain($"{Items} of {Items} queries have the features of an item that the model was trained on"));
        Assert.That(run.Output, Does.Contain($"{Items} of {Items} queries have the features of a database item"));
        JsonObject result = CliRun.Of([.. Evaluate(model, features, labels, features, labels), "--json"]).Json();
        Assert.That(result["unseen"], Is.Null);
        Assert.That((string)result["queriesAmongThemselves"]!["items"]!, Is.EqualTo("queries, trained on"));
        Overlap(result, Items, Items, Items, 0);
    }

    [Test]
    public void A_few_training_items_among_the_queries_are_counted_whatever_type_they_are_stored_in()
    {
        const int Copied = 3;
        (float[] trained, byte[] trainedLabels) = Blobs.Make(Items, Columns, Classes, 1);
        (float[] fresh, byte[] freshLabels) = Blobs.Make(Queries, Columns, Classes, 2);
        double[] mixed = [.. trained[..(Copied * Columns)].Concat(fresh).Concat(fresh[..Columns])
            .Select(value => (double)value)];
        byte[] mixedLabels = [.. trainedLabels[..Copied], .. freshLabels, freshLabels[0]];
        string file = directory.File("mixed.npy"), labelFile = directory.File("mixed-labels.npy");
        byte[] bytes = new byte[mixed.Length * 8];
        Buffer.BlockCopy(mixed, 0, bytes, 0, bytes.Length);
        Blobs.WriteNpy(file, "<f8", [mixedLabels.Length, Columns], bytes);
        Blobs.WriteNpy(labelFile, "|u1", [mixedLabels.Length], mixedLabels);
        JsonObject result = CliRun.Of([.. Evaluate(model, features, labels, file, labelFile), "--json"]).Json();
        Overlap(result, Copied, Items, Copied, 2);
        Assert.That(result["unseen"], Is.Null);
        Assert.That((string)result["items"]!, Is.EqualTo("training items, contains 3 queries"));
        Assert.That((string)result["queriesAmongThemselves"]!["items"]!,
            Is.EqualTo("queries, 3 trained on, 2 repeated"));

        // The other way round: a database of which a few items were trained on.
        JsonObject searched = CliRun.Of([.. Evaluate(model, file, labelFile, queries, queryLabels), "--json"]).Json();
        Overlap(searched, 0, Copied, Queries, 0);
        Assert.That((string)searched["items"]!, Is.EqualTo("database, 3 trained on, contains the queries"));
        Assert.That((string)searched["unseen"]!["items"]!, Is.EqualTo("unseen"));
    }

    [Test]
    public void A_database_that_training_never_saw_is_unseen_itself()
    {
        (string other, string otherLabels) = Blobs.Write(directory, "other", 60, Columns, Classes, 3);
        CliRun run = CliRun.Of(Evaluate(model, other, otherLabels, queries, queryLabels)).Succeeded();
        Before(run.Output, "unseen database (60)", $"unseen ({Queries})");
        Assert.That(run.Output, Does.Not.Contain("flatters"));
    }

    [Test]
    public void Without_hashes_nothing_of_ones_own_is_called_unseen()
    {
        string silent = directory.File("silent.vdsh"), report = directory.File("silent.html");
        CliRun.Of([.. TrainArguments, "--no-item-hashes", "--out", silent]).Succeeded();
        Assert.That(HashModel.Load(silent).TrainingItems, Is.Null);
        Assert.That(HashModel.Load(model).TrainingItems!.Count, Is.EqualTo(Items));
        CliRun run = CliRun.Of([.. Evaluate(silent, features, labels, queries, queryLabels), "--report", report])
            .Succeeded();
        Before(run.Output, $"database, training unknown ({Items})", $"queries, training unknown ({Queries})");
        Assert.That(run.Output, Does.Contain("stores no hashes of its training items").And.Not.Contain("unseen ("));
        Assert.That(File.ReadAllText(report), Does.Not.Contain("Searched: unseen").And.Not.Contain("mAP, unseen"));
        JsonObject result = CliRun.Of([.. Evaluate(silent, features, labels, queries, queryLabels), "--json"]).Json();
        Assert.That((result["unseen"], result["overlap"]!["queriesInTraining"],
            result["overlap"]!["databaseInTraining"]), Is.EqualTo(((JsonNode?)null, (JsonNode?)null, (JsonNode?)null)));
        Assert.That((int)result["overlap"]!["queriesInDatabase"]!, Is.Zero, "that needs features only");
    }

    [Test]
    public void From_codes_alone_nothing_is_called_unseen()
    {
        string[] files = [.. ((string[])["c", "cl", "q", "ql"]).Select(name => directory.File($"codes-{name}.npy"))];
        Blobs.WriteNpy(files[0], "|u1", [4, 1], [1, 2, 3, 4]);
        Blobs.WriteNpy(files[1], "|u1", [4], [0, 1, 0, 1]);
        Blobs.WriteNpy(files[2], "|u1", [3, 1], [1, 2, 7]);
        Blobs.WriteNpy(files[3], "|u1", [3], [0, 1, 0]);
        string[] command = [
            "evaluate", "--db-codes", files[0], "--db-labels", files[1], "--query-codes", files[2], "--query-labels",
            files[3]];
        CliRun run = CliRun.Of(command).Succeeded();
        Before(run.Output, "database, training unknown (4)", "queries, training unknown (3)");
        Assert.That(run.Output, Does.Contain("From codes alone it cannot be known").And.Not.Contain("unseen ("));
        JsonObject result = CliRun.Of([.. command, "--json"]).Json();
        Assert.That(result["unseen"], Is.Null);
        Assert.That(result["overlap"]!.AsObject().Select(pair => pair.Value), Is.All.Null);
        Assert.That((int)result["queriesAmongThemselves"]!["queries"]!, Is.EqualTo(3));
    }

    [Test]
    public void A_named_data_set_tells_what_a_model_of_an_earlier_version_was_trained_on()
    {
        string old = directory.File("old.vdsh");
        string[] command = ["evaluate", "--model", old, "--data", "digits", "--no-baselines"];
        CliRun.Of("train", "--data", "digits", "--bits", "12", "--layers", "0", "--sweeps", "1", "--no-item-hashes",
            "--out", old).Succeeded();
        Assert.That(CliRun.Of([.. command, "--json"]).Json()["unseen"], Is.Not.Null);
        CliRun other = CliRun.Of([.. command, "--seed", "7"]).Succeeded();
        Assert.That(other.Output,
            Does.Contain("training unknown").And.Contain("not on the training items of this protocol").And.Not.Contain(
            "unseen ("));
    }

    [Test]
    public void Data_of_ones_own_by_the_name_of_a_data_set_is_not_taken_for_it()
    {
        ProtocolSplit digits = DatasetCatalog.Load("digits", null, 1);
        string named = directory.File("digits"), namedLabels = directory.File("digits-labels.npy"),
            impostor = directory.File("impostor.vdsh");
        float[] values = [.. Enumerable.Range(0, 60 * digits.Queries.Features.Columns)
            .Select(i => (float)(i * 7 % 31))];
        Blobs.WriteNpy(named, "<f4", [60, digits.Queries.Features.Columns], Blobs.Bytes(values));
        Blobs.WriteNpy(namedLabels, "|u1", [60], [.. Enumerable.Range(0, 60).Select(row => (byte)(row % 10))]);
        string[] train = ["train", "--features", named, "--labels", namedLabels, "--bits", "8", "--layers", "0",
            "--sweeps", "1", "--no-item-hashes", "--out", impostor];
        CliRun.Of(train).Succeeded();
        CliRun run = CliRun.Of("evaluate", "--model", impostor, "--data", "digits", "--no-baselines").Succeeded();
        Assert.That(run.Output, Does.Contain("training unknown").And.Not.Contain("unseen ("));
        CliRun.Of(train[..^3].Concat(train[^2..]).ToArray()).Succeeded();
        JsonObject known = CliRun.Of("evaluate", "--model", impostor, "--data", "digits", "--no-baselines", "--json")
            .Json();
        Assert.That((string)known["items"]!, Is.EqualTo("unseen database"),
            "hashes say that none of the digits was trained on");
    }

    [Test]
    public void A_comparison_counts_what_was_trained_on_and_shows_unseen_items_first()
    {
        string target = directory.File("comparison");
        Directory.CreateDirectory(target);
        string[] command = [
            "compare", "--features", features, "--labels", labels, "--methods", "lsh", "--bits", "8", "--out", target];
        CliRun run = CliRun.Of(command).Succeeded();
        foreach (string text in (string[])[
            run.Output.ReplaceLineEndings(" "), File.ReadAllText(Path.Combine(target, "results.md")),
            File.ReadAllText(Path.Combine(target, "report.html"))])
            Before(text, "items searched, none of them trained on", "items searched, all trained on");
        CliRun copies = CliRun.Of(
            [.. command, "--query-features", features, "--query-labels", labels, "--protocols", "split", "--json"]);
        JsonObject overlap = copies.Json()["cells"]![0]!["overlap"]!.AsObject();
        Assert.That(((int)overlap["queriesInTraining"]!, (int)overlap["databaseInTraining"]!,
            (int)overlap["queriesInDatabase"]!), Is.EqualTo((Items, Items, Items)));
        Assert.That(File.ReadAllText(Path.Combine(target, "results.md")),
            Does.Contain($"all trained on, {Items} queries trained on, {Items} queries in the database"));
    }

    [Test]
    public void The_demo_shows_unseen_items_first()
    {
        string target = directory.File("demo");
        CliRun run = CliRun.Of("demo", "--out", target, "--layers", "1", "--width", "8", "--sweeps", "1").Succeeded();
        Before(run.Output, "unseen (", "training items (");
        Before(File.ReadAllText(Path.Combine(target, "report.html")), "Searched: unseen;", "Searched: training items;");
    }

    private static string[] Evaluate(string model, string features, string labels, string queries, string queryLabels)
        => ["evaluate", "--model", model, "--features", features, "--labels", labels, "--query-features", queries,
            "--query-labels", queryLabels, "--no-baselines"];

    private static void Before(string text, string first, string second)
    {
        Assert.That(text, Does.Contain(first).And.Contain(second));
        Assert.That(text.IndexOf(first, StringComparison.Ordinal),
            Is.LessThan(text.IndexOf(second, StringComparison.Ordinal)), $"'{first}' stands before '{second}'");
    }

    private static void Overlap(
        JsonObject result, int queriesInTraining, int databaseInTraining, int queriesInDatabase, int repeated)
        => Assert.That(
            ((int)result["overlap"]!["queriesInTraining"]!, (int)result["overlap"]!["databaseInTraining"]!,
                (int)result["overlap"]!["queriesInDatabase"]!, (int)result["overlap"]!["repeatedQueries"]!),
            Is.EqualTo((queriesInTraining, databaseInTraining, queriesInDatabase, repeated)));
}
