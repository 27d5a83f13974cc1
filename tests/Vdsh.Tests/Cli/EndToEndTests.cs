// The whole path on real data, as a user walks it: train, encode, search, evaluate, each checked from outside.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Cli;

[TestFixture]
internal sealed class EndToEndTests
{
    private const int Bits = 20, BytesPerCode = 3;
    private ScratchDirectory directory = null!;
    private string model = null!, database = null!, queries = null!, databaseLabels = null!, queryLabels = null!;
    private JsonObject trained = null!;
    private int[][] distances = null!;

    [OneTimeSetUp]
    public void TrainAndEncode()
    {
        directory = new ScratchDirectory();
        model = directory.File("model.vdsh");
        trained = CliRun.Of(TrainArguments(model)).Json();
        database = Encode("database");
        queries = Encode("queries");
        distances = Distances();
        ProtocolSplit split = DatasetCatalog.Load("digits", null, 1);
        databaseLabels = WriteLabels("database-labels.npy", split.Database.Labels);
        queryLabels = WriteLabels("query-labels.npy", split.Queries.Labels);
    }

    [OneTimeTearDown]
    public void RemoveFiles() => directory.Dispose();

    [Test]
    public void Train_reports_what_it_did()
    {
        string[] keys = ["objective", "bits", "layers", "width", "parameters", "sweeps", "seconds", "flops", "gemmPeakFlops", "model"];
        Assert.That(trained.Select(pair => pair.Key), Is.SupersetOf(keys));
        Assert.That((int)trained["bits"]!, Is.EqualTo(Bits));
        Assert.That((int)trained["layers"]!, Is.EqualTo(2));
        Assert.That((long)trained["parameters"]!, Is.EqualTo(65 * 48 + 49 * 48 + 49 * Bits));
        Assert.That((string)trained["model"]!, Is.EqualTo(model));
        JsonArray sweeps = trained["sweeps"]!.AsArray();
        Assert.That(sweeps, Has.Count.EqualTo(4));
        for (int i = 0; i < sweeps.Count; i++)
        {
            Assert.That((int)sweeps[i]!["sweep"]!, Is.EqualTo(i + 1));
            Assert.That((double)sweeps[i]!["seconds"]!, Is.Positive);
            Assert.That((double)sweeps[i]!["loss"]!, Is.Positive);
            foreach (string key in (string[])["layerOutputRms", "layerMultiplierRms", "layerRelativeStep"])
                Assert.That(sweeps[i]![key]!.AsArray().Select(value => (double)value!), Has.Exactly(3).Items.And.All.Positive, key);
        }
        Assert.That((double)sweeps[3]!["loss"]!, Is.LessThan((double)sweeps[0]!["loss"]!));
        Assert.That((double)trained["flops"]!, Is.Positive);
        Assert.That((double)trained["gemmPeakFlops"]!, Is.Positive);
    }

    [Test]
    public void The_same_seed_gives_the_same_model_with_any_number_of_threads()
    {
        string one = directory.File("one.vdsh"), two = directory.File("two.vdsh"), other = directory.File("other.vdsh");
        CliRun.Of([.. TrainArguments(one), "--threads", "1"]).Succeeded();
        CliRun.Of([.. TrainArguments(two), "--threads", "2"]).Succeeded();
        CliRun.Of([.. TrainArguments(other), "--seed", "2"]).Succeeded();
        Assert.That(File.ReadAllBytes(two), Is.EqualTo(File.ReadAllBytes(one)));
        Assert.That(File.ReadAllBytes(other), Is.Not.EqualTo(File.ReadAllBytes(one)));
    }

    [Test]
    public void A_resumed_training_ends_in_the_same_model()
    {
        string checkpoints = directory.File("checkpoints"), straight = directory.File("straight.vdsh"), resumed = directory.File("resumed.vdsh");
        CliRun.Of([.. TrainArguments(straight), "--checkpoint", checkpoints]).Succeeded();
        using var cancellation = new CancellationTokenSource();
        string interrupted = directory.File("interrupted");
        var error = new CancelOnSweep(cancellation, "sweep 2/");
        string[] arguments = [.. TrainArguments(resumed), "--checkpoint", interrupted];
        int code = Vdsh.Cli.CliApplication.Run(arguments, TextWriter.Null, error, cancellation.Token);
        Assert.That(code, Is.EqualTo(130), error.ToString());
        Assert.That(error.ToString(), Does.Contain("vdsh: error: cancelled").And.Contain("--resume"));
        Assert.That(File.Exists(resumed), Is.False);
        CliRun.Of([.. arguments, "--resume"]).Succeeded();
        Assert.That(File.ReadAllBytes(resumed), Is.EqualTo(File.ReadAllBytes(straight)));
    }

    [Test]
    public void Codes_are_packed_bytes_in_a_numpy_file()
    {
        (string header, byte[] data) = Blobs.ReadNpy(File.ReadAllBytes(queries));
        int count = data.Length / BytesPerCode;
        Assert.That(header, Does.Contain("'|u1'").And.Contain($"({count}, {BytesPerCode})"));
        Assert.That(Enumerable.Range(0, count).All(row => data[row * BytesPerCode + 2] < 1 << (Bits - 16)), "padding bits must be zero");
    }

    [TestCase("flat")]
    [TestCase("mih")]
    [TestCase("auto")]
    public void Search_finds_the_nearest_codes(string index)
    {
        const int K = 12;
        string result = directory.File($"nearest-{index}.npz");
        JsonObject report = CliRun.Of("search", "--codes", database, "--queries", queries, "--bits", $"{Bits}", "--k", $"{K}", "--index", index, "--out", result, "--json").Json();
        int count = distances.Length;
        Assert.That(NpzContent.Names(result), Is.EquivalentTo((string[])["ids.npy", "distances.npy"]));
        long[] ids = NpzContent.Read<long>(result, "ids", "<i8", $"{count}, {K}");
        int[] found = NpzContent.Read<int>(result, "distances", "<i4", $"{count}, {K}");
        for (int query = 0; query < count; query++)
        {
            int[] expected = [.. Enumerable.Range(0, distances[query].Length).OrderBy(id => distances[query][id]).ThenBy(id => id).Take(K)];
            Assert.That(ids.AsSpan(query * K, K).ToArray(), Is.EqualTo(Array.ConvertAll(expected, id => (long)id)), $"query {query}");
            Assert.That(found.AsSpan(query * K, K).ToArray(), Is.EqualTo(Array.ConvertAll(expected, id => distances[query][id])), $"query {query}");
        }
        Assert.That(report.Select(pair => pair.Key), Is.SupersetOf((string[])["queries", "database", "bits", "k", "index", "secondsSearch"]));
        Assert.That((int)report["queries"]!, Is.EqualTo(count));
        Assert.That((int)report["database"]!, Is.EqualTo(distances[0].Length));
        Assert.That((int)report["bits"]!, Is.EqualTo(Bits));
        Assert.That((int)report["k"]!, Is.EqualTo(K));
    }

    [TestCase("flat", 3)]
    [TestCase("mih", 3)]
    [TestCase("auto", 0)]
    public void Search_finds_everything_within_a_radius(string index, int radius)
    {
        string result = directory.File($"radius-{index}.npz");
        CliRun.Of("search", "--codes", database, "--queries", queries, "--bits", $"{Bits}", "--radius", $"{radius}", "--index", index, "--out", result, "--quiet").Succeeded();
        int[][] expected = [.. distances.Select(row => Enumerable.Range(0, row.Length).Where(id => row[id] <= radius).OrderBy(id => row[id]).ThenBy(id => id).ToArray())];
        int total = expected.Sum(row => row.Length);
        Assert.That(NpzContent.Names(result), Is.EquivalentTo((string[])["offsets.npy", "ids.npy", "distances.npy"]));
        long[] offsets = NpzContent.Read<long>(result, "offsets", "<i8", $"{distances.Length + 1},");
        long[] ids = NpzContent.Read<long>(result, "ids", "<i8", $"{total},");
        int[] found = NpzContent.Read<int>(result, "distances", "<i4", $"{total},");
        Assert.That(offsets[0], Is.Zero);
        for (int query = 0; query < distances.Length; query++)
        {
            int start = (int)offsets[query], end = (int)offsets[query + 1];
            Assert.That(ids[start..end], Is.EqualTo(Array.ConvertAll(expected[query], id => (long)id)), $"query {query}");
            Assert.That(found[start..end], Is.EqualTo(Array.ConvertAll(expected[query], id => distances[query][id])), $"query {query}");
        }
    }

    [Test]
    public void Both_forms_of_evaluate_agree()
    {
        JsonObject byModel = CliRun.Of("evaluate", "--model", model, "--data", "digits", "--no-baselines", "--json").Json();
        JsonObject byCodes = CliRun.Of(
            "evaluate", "--db-codes", database, "--db-labels", databaseLabels, "--query-codes", queries, "--query-labels", queryLabels, "--bits", $"{Bits}", "--json").Json();
        string[] keys =
        [
            "queries", "database", "bits", "map", "mapPessimistic", "mapOptimistic", "mapStableSort", "precisionAt", "precisionRadius2", "ndcg", "secondsEncode", "secondsSearch",
        ];
        Assert.That(byModel.Select(pair => pair.Key), Is.SupersetOf(keys));
        Assert.That(byCodes.Select(pair => pair.Key), Is.SupersetOf(keys));
        foreach (string key in (string[])["queries", "database", "bits", "map", "mapPessimistic", "mapOptimistic", "mapStableSort", "precisionRadius2", "ndcg"])
            Assert.That((double)byCodes[key]!, Is.EqualTo((double)byModel[key]!).Within(1e-12), key);
        foreach (string rank in (string[])["100", "1000"])
            Assert.That((double)byCodes["precisionAt"]![rank]!, Is.EqualTo((double)byModel["precisionAt"]![rank]!).Within(1e-12), rank);
        Assert.That((double)byModel["map"]!, Is.InRange((double)byModel["mapPessimistic"]!, (double)byModel["mapOptimistic"]!));
        Assert.That((double)byModel["map"]!, Is.GreaterThan(0.8));
    }

    [Test]
    public void Evaluate_shows_baselines_bounds_and_unseen_items()
    {
        string report = directory.File("report.html");
        CliRun run = CliRun.Of("evaluate", "--model", model, "--data", "digits", "--report", report).Succeeded();
        Assert.That(run.Output, Does.Contain("LSH").And.Contain("ridge").And.Contain("unseen (").And.Contain("bounds"));
        string html = File.ReadAllText(report);
        Assert.That(html, Does.Contain("LSH").And.Contain("unseen").And.Contain("<svg").And.Contain("</html>"));
    }

    [Test]
    public void Evaluate_measures_the_baselines_that_were_asked_for()
    {
        string Methods(params string[] arguments)
            => CliRun.Of(["evaluate", "--model", model, "--data", "digits", "--json", .. arguments]).Json()["baselines"]!.ToJsonString();
        Assert.That(Methods("--baselines", "none"), Is.EqualTo("[]"));
        Assert.That(Methods("--baselines", "pca-itq, sdh"), Does.Contain("PCA-ITQ").And.Contain("SDH").And.Not.Contain("LSH"));
        Assert.That(Methods(), Does.Contain("LSH").And.Contain("ridge").And.Contain("CCA-ITQ on RBF").And.Not.Contain("SDH"));
        CliRun.Of("evaluate", "--model", model, "--data", "digits", "--baselines", "lsh,magic").Refused("magic", "class-code");
        CliRun.Of("evaluate", "--model", model, "--data", "digits", "--baselines", ",").Refused("--baselines");
        CliRun.Of("evaluate", "--model", model, "--data", "digits", "--baselines", "lsh", "--no-baselines").Refused("--no-baselines");
    }

    [Test]
    public void Unseen_needs_a_model_that_was_trained_for_it()
    {
        CliRun.Of("evaluate", "--model", model, "--data", "digits", "--protocol", "unseen").Refused("unseen", "train --");
        string half = directory.File("half.vdsh");
        CliRun.Of([.. TrainArguments(half), "--protocol", "unseen", "--seed", "5"]).Succeeded();
        CliRun.Of("evaluate", "--model", half, "--data", "digits", "--protocol", "unseen", "--seed", "6").Refused("seed 5");
        JsonObject result = CliRun.Of("evaluate", "--model", half, "--data", "digits", "--protocol", "unseen", "--no-baselines", "--json").Json();
        Assert.That((int)result["database"]!, Is.LessThan(800), "the database is the half that training never saw");
    }

    [Test]
    public void Quiet_prints_results_only_and_json_keeps_standard_output_to_itself()
    {
        CliRun quiet = CliRun.Of("encode", "--model", model, "--input", database[..^4] + ".npy", "--out", directory.File("unused.npy"), "--quiet");
        Assert.That(quiet.Code, Is.EqualTo(2), "codes are no features of this model");
        CliRun json = CliRun.Of([.. TrainArguments(directory.File("again.vdsh"))]);
        Assert.That(json.Error, Does.Contain("sweep 4/4"));
        json.Json();
        CliRun silent = CliRun.Of([.. TrainArguments(directory.File("again.vdsh")), "--quiet"]);
        Assert.That(silent.Error, Is.Empty);
        silent.Json();
    }

    [Test]
    public void Demo_writes_a_model_and_a_report()
    {
        string target = directory.File("demo");
        CliRun run = CliRun.Of("demo", "--out", target, "--layers", "3", "--width", "32", "--sweeps", "3").Succeeded();
        Assert.That(Directory.GetFiles(target).Select(Path.GetFileName), Is.EquivalentTo((string[])["model.vdsh", "report.html"]));
        Assert.That(run.Output, Does.Contain("LSH").And.Contain("report.html"));
        CliRun.Of("evaluate", "--model", Path.Combine(target, "model.vdsh"), "--data", "digits", "--no-baselines").Succeeded();
    }

    private static string[] TrainArguments(string target)
        => ["train", "--data", "digits", "--out", target, "--bits", $"{Bits}", "--layers", "2", "--width", "48", "--sweeps", "4", "--batch", "64", "--json"];

    private string Encode(string part)
    {
        string file = directory.File($"{part}.npy");
        JsonObject report = CliRun.Of("encode", "--model", model, "--data", "digits", "--part", part, "--out", file, "--json").Json();
        Assert.That((int)report["bits"]!, Is.EqualTo(Bits));
        return file;
    }

    private string WriteLabels(string name, LabelSet labels)
    {
        string file = directory.File(name);
        Blobs.WriteNpy(file, "|u1", [labels.Count], [.. Enumerable.Range(0, labels.Count).Select(row => (byte)labels.ClassOf(row))]);
        return file;
    }

    private int[][] Distances()
    {
        byte[] items = Blobs.ReadNpy(File.ReadAllBytes(database)).Data, asked = Blobs.ReadNpy(File.ReadAllBytes(queries)).Data;
        return
        [
            .. Enumerable.Range(0, asked.Length / BytesPerCode).Select(query => Enumerable.Range(0, items.Length / BytesPerCode)
                .Select(item => Enumerable.Range(0, BytesPerCode).Sum(i => int.PopCount(asked[query * BytesPerCode + i] ^ items[item * BytesPerCode + i]))).ToArray()),
        ];
    }

    /// <summary>Presses Ctrl-C, so to speak, when a progress line appears.</summary>
    private sealed class CancelOnSweep(CancellationTokenSource cancellation, string line) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(line, StringComparison.Ordinal) == true)
                cancellation.Cancel();
        }
    }
}
