// A comparison is judged from outside: what it writes, what it does not compute again, and what it survives.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Cli;

namespace Vdsh.Tests.Cli;

internal sealed class CompareTests
{
    private static readonly string[] Tiny = ["--layers", "1", "--width", "8", "--sweeps", "1"];

    [Test]
    public void Every_method_is_measured_at_every_length_under_both_protocols()
    {
        using var directory = new ScratchDirectory();
        JsonObject result = CliRun.Of(["compare", "--data", "digits", "--methods", "codeword,lsh", "--bits", "8,16", "--out", directory.Path, "--json", .. Tiny]).Json();
        Assert.That(directory.Names, Is.EqualTo((string[])["report.html", "results.jsonl", "results.md"]));
        JsonObject[] cells = [.. result["cells"]!.AsArray().Select(cell => cell!.AsObject())];
        Assert.That(cells.Select(cell => $"{cell["protocol"]} {cell["method"]} {cell["bits"]}"), Is.EquivalentTo((string[])
        [
            "split codeword 8", "split lsh 8", "split codeword 16", "split lsh 16", "unseen codeword 8", "unseen lsh 8", "unseen codeword 16", "unseen lsh 16",
        ]));
        foreach (JsonObject cell in cells)
        {
            foreach (string key in (string[])["id", "engine", "data", "dataFingerprint", "kind", "seed", "settings", "command", "device", "threads", "secondsTrain", "cpuSecondsTrain",
                "secondsEncode", "secondsSearch", "queries", "database", "map", "mapPessimistic", "mapOptimistic", "precisionAt", "curvePrecisionAt", "precisionRadius2", "ndcg", "curvePrecision",
                "curveRecall", "relevantDistances", "irrelevantDistances", "bitBalance"])
            {
                Assert.That(cell.ContainsKey(key), Is.True, $"{key} is missing in {cell.ToJsonString()}");
            }
            Assert.That(cell.ContainsKey("error") || cell.ContainsKey("mapStableSort"), Is.False);
            bool isNetwork = (string)cell["kind"]! == "objective";
            Assert.That(cell.ContainsKey("loss") && cell.ContainsKey("sweeps") && cell.ContainsKey("layers") && cell.ContainsKey("width"), Is.EqualTo(isNetwork));
            Assert.That((double)cell["map"]!, Is.InRange((double)cell["mapPessimistic"]!, (double)cell["mapOptimistic"]!));
        }
        Assert.That(Lines(directory), Has.Length.EqualTo(8));
        string table = File.ReadAllText(directory.File("results.md"));
        Assert.That(table, Does.Contain("| codeword | 1 | ").And.Contain("| lsh | - | ").And.Contain("**0.").And.Contain("vdsh compare --data digits"));
        Assert.That(File.ReadAllText(directory.File("report.html")), Does.Contain("codeword").And.Contain("lsh").And.Contain("unseen"));
    }

    [Test]
    public void The_cell_of_a_comparison_is_what_train_and_evaluate_measure()
    {
        using var directory = new ScratchDirectory();
        string model = directory.File("model.vdsh");
        CliRun.Of(["train", "--data", "digits", "--objective", "vdsh", "--bits", "16", "--seed", "5", "--out", model, .. Tiny]).Succeeded();
        JsonObject evaluated = CliRun.Of("evaluate", "--model", model, "--data", "digits", "--json", "--no-baselines").Json();
        JsonObject cell = Cells(CliRun.Of(
            ["compare", "--data", "digits", "--protocols", "split", "--methods", "vdsh", "--bits", "16", "--seed", "5", "--stable-sort", "--keep-models", "--out", directory.Path, "--json", .. Tiny]))[0];
        foreach (string measure in (string[])["map", "mapPessimistic", "mapOptimistic", "mapStableSort", "ndcg", "precisionRadius2"])
            Assert.That((double)cell[measure]!, Is.EqualTo((double)evaluated[measure]!), measure);
        string kept = Directory.GetFiles(directory.File("models")).Single();
        Assert.That(File.ReadAllBytes(kept), Is.EqualTo(File.ReadAllBytes(model)));
    }

    [Test]
    public void Finished_cells_are_not_computed_again_and_a_changed_option_makes_others()
    {
        using var directory = new ScratchDirectory();
        string[] command = ["compare", "--data", "digits", "--methods", "codeword,lsh", "--bits", "8", "--protocols", "split", "--layers", "1", "--width", "8", "--out", directory.Path, "--json"];
        Counted(CliRun.Of([.. command, "--sweeps", "1"]), computed: 2, before: 0);
        byte[] results = File.ReadAllBytes(directory.File("results.jsonl"));
        Counted(CliRun.Of([.. command, "--sweeps", "1", "--threads", "1"]), computed: 0, before: 2);
        Assert.That(File.ReadAllBytes(directory.File("results.jsonl")), Is.EqualTo(results));
        Counted(CliRun.Of([.. command, "--sweeps", "2"]), computed: 1, before: 1);
        Counted(CliRun.Of([.. command, "--sweeps", "1", "--seed", "2"]), computed: 2, before: 0);
        Counted(CliRun.Of([.. command, "--sweeps", "1", "--stable-sort"]), computed: 2, before: 0);
        Counted(CliRun.Of([.. command, "--sweeps", "1", "--stable-sort"]), computed: 0, before: 2);
        Counted(CliRun.Of([.. command, "--sweeps", "1"]), computed: 0, before: 2);
        Assert.That(File.ReadAllText(directory.File("results.md")), Does.Contain("| method | layers | seed | sweeps | 8 bits |"));
    }

    [Test]
    public void An_interrupted_line_is_computed_again_and_the_others_are_kept([Values(1, 30)] int missing)
    {
        using var directory = new ScratchDirectory();
        string[] command = ["compare", "--data", "digits", "--methods", "codeword,vdsh,lsh", "--bits", "8", "--protocols", "split", "--out", directory.Path, "--json", .. Tiny];
        JsonObject[] before = Cells(CliRun.Of(command));
        string file = directory.File("results.jsonl");
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..^missing]);
        CliRun run = CliRun.Of(command);
        Counted(run, computed: 1, before: 2);
        Assert.That(Cells(run).Select(cell => (double)cell["map"]!), Is.EqualTo(before.Select(cell => (double)cell["map"]!)));
        Assert.That(Lines(directory), Has.Length.EqualTo(3));
    }

    [Test]
    public void A_failed_cell_is_reported_and_does_not_end_the_run()
    {
        using var directory = new ScratchDirectory();
        string[] command = ["compare", "--data", "digits", "--methods", "codeword,lsh", "--bits", "8", "--protocols", "split", "--layers", "1000,0", "--width", "65536", "--sweeps", "1", "--out", directory.Path];
        CliRun run = CliRun.Of([.. command, "--json"]);
        Assert.That(run.Code, Is.EqualTo(1), run.Error);
        Assert.That(run.ErrorLines[^1], Does.StartWith("vdsh: error: 1 of 3 cells failed").And.Contain("codeword").And.Contain("Memory"));
        JsonObject result = JsonNode.Parse(run.Output)!.AsObject();
        Assert.That((string?)result["error"], Does.StartWith("1 of 3 cells failed"));
        Assert.That((int?)result["exitCode"], Is.EqualTo(1));
        Assert.That(result["cells"]!.AsArray().Select(cell => cell!["error"] is null), Is.EqualTo((bool[])[false, true, true]));
        Assert.That(Lines(directory), Has.Length.EqualTo(3));
        Assert.That(File.ReadAllText(directory.File("results.md")), Does.Contain("failed").And.Contain("## Failed").And.Contain("Memory"));
        Assert.That(File.ReadAllText(directory.File("report.html")), Does.Contain("Memory"));
        CliRun again = CliRun.Of([.. command, "--json"]);
        Assert.That(again.Code, Is.EqualTo(1));
        Assert.That((int)JsonNode.Parse(again.Output)!["computed"]!, Is.EqualTo(1), "a failed cell is tried again");
        Assert.That((int)JsonNode.Parse(again.Output)!["finishedBefore"]!, Is.EqualTo(2));
    }

    [Test]
    public void Ctrl_C_keeps_what_is_finished()
    {
        using var directory = new ScratchDirectory();
        using var cancellation = new CancellationTokenSource();
        string[] command = ["compare", "--data", "digits", "--methods", "codeword,lsh,vdsh", "--bits", "8", "--protocols", "split", "--out", directory.Path, .. Tiny];
        using var error = new CancelOnLine(cancellation, "[3/3]");
        Assert.That(CliApplication.Run(command, TextWriter.Null, error, cancellation.Token), Is.EqualTo(130));
        Assert.That(error.ToString(), Does.Contain("cancelled; 2 of 3 cells are done").And.Contain(directory.Path));
        Assert.That(directory.Names, Is.EqualTo((string[])["report.html", "results.jsonl", "results.md"]));
        Counted(CliRun.Of([.. command, "--json"]), computed: 1, before: 2);
    }

    [Test]
    public void Data_of_ones_own_is_compared_with_given_queries_or_a_fifth_held_out()
    {
        using var directory = new ScratchDirectory();
        using var data = new ScratchDirectory();
        (string features, string labels) = Blobs.Write(data, "all", 150, 5, 3, 1);
        (string queries, string queryLabels) = Blobs.Write(data, "queries", 40, 5, 3, 2);
        string[] command = ["compare", "--features", features, "--labels", labels, "--methods", "ridge,lsh", "--bits", "8", "--out", directory.Path, "--json"];
        JsonObject[] heldOut = Cells(CliRun.Of(command)), given = Cells(CliRun.Of([.. command, "--query-features", queries, "--query-labels", queryLabels]));
        Assert.That(heldOut.Select(cell => (int)cell["queries"]!), Is.All.EqualTo(30));
        Assert.That(given.Select(cell => (int)cell["queries"]!), Is.All.EqualTo(40));
        Assert.That(heldOut.Select(cell => (string)cell["protocol"]!), Is.EqualTo((string[])["split", "split", "unseen", "unseen"]));
        Assert.That(heldOut.Select(cell => (int)cell["database"]!), Is.EqualTo((int[])[120, 120, 60, 60]));
        CliRun.Of([.. command, "--query-features", queries]).Refused("--query-labels");
        CliRun.Of([.. command, "--protocols", "full"]).Refused("full", "split");
        CliRun.Of([.. command, "--data", "digits"]).Refused("--data", "--features");
        CliRun.Of("compare", "--features", features, "--out", directory.Path).Refused("--labels");
        CliRun.Of([.. command, "--data-dir", directory.Path]).Refused("--data-dir");
    }

    [TestCase("--bits 8,0", "1 to 4096")]
    [TestCase("--bits 8,,9", "--bits")]
    [TestCase("--bits 8 --bits 9", "--bits")]
    [TestCase("--layers 1,x", "'x'")]
    [TestCase("--methods codeword,magic", "'magic'")]
    [TestCase("--protocols split,full", "'full'")]
    [TestCase("--protocol full", "'full'")]
    [TestCase("--protocol split --protocols split", "not both")]
    [TestCase("--width 0", "--width")]
    [TestCase("--objective vdsh", "--objective")]
    public void Bad_arguments_are_refused_before_anything_is_written(string arguments, string expected)
    {
        using var directory = new ScratchDirectory();
        CliRun.Of(["compare", "--data", "digits", "--out", directory.File("results"), .. arguments.Split(' ')]).Refused(expected);
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_file_of_results_that_cannot_be_used_is_refused()
    {
        using var directory = new ScratchDirectory();
        string[] command = ["compare", "--data", "digits", "--methods", "lsh", "--bits", "8", "--protocols", "split", "--out", directory.Path];
        string file = directory.File("results.jsonl");
        File.WriteAllText(file, "no JSON\n");
        CliRun.Of(command).Refused("results.jsonl, line 1");
        Assert.That(File.ReadAllText(file), Is.EqualTo("no JSON\n"));
        File.WriteAllText(file, "{\"of\":\"another version\"}\n");
        CliRun run = CliRun.Of(command).Succeeded();
        Assert.That(run.Error, Does.Contain("1 lines of another version"));
        Assert.That(Lines(directory), Has.Length.EqualTo(2));
        using FileStream other = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        CliRun.Of(command).Refused("results.jsonl", "another folder");
    }

    private static void Counted(CliRun run, int computed, int before)
    {
        JsonObject result = run.Json();
        Assert.That(((int)result["computed"]!, (int)result["finishedBefore"]!, (int)result["failed"]!), Is.EqualTo((computed, before, 0)), run.CommandLine);
    }

    private static JsonObject[] Cells(CliRun run) => [.. run.Json()["cells"]!.AsArray().Select(cell => cell!.AsObject())];

    private static string[] Lines(ScratchDirectory directory) => File.ReadAllLines(directory.File("results.jsonl"));

    private sealed class CancelOnLine(CancellationTokenSource cancellation, string start) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(start, StringComparison.Ordinal) == true)
                cancellation.Cancel();
        }
    }
}
