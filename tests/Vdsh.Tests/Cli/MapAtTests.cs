// The cut of published tables from outside: everywhere the same numbers, and the definitions by name.
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

internal sealed class MapAtTests
{
    // Distances 0, 1, 1, 2 from the first query, whose items are the first and the last; 2, 1, 1, 0 from the second,
    // whose item is the third; nothing is relevant to the third.
    private static readonly byte[] Database = [0, 1, 2, 3], DatabaseLabels = [0, 1, 2, 0], Queries = [0, 3, 0],
        QueryLabels = [0, 2, 3];

    [Test]
    public void All_definitions_are_printed_written_and_reported()
    {
        using var directory = new ScratchDirectory();
        string rows = directory.File("rows.csv"), page = directory.File("page.html");
        string[] command = [.. Command(directory), "--map-at", "2,1,9,2"];
        JsonObject result = CliRun.Of([.. command, "--json"]).Json();
        Assert.That(result["mapAt"]!.AsObject().Select(pair => pair.Key), Is.EqualTo((string[])["1", "2", "9"]));

        // First query, K = 2: one of two relevant items at rank 1. Second: its item shares ranks 2 and 3, so it is
        // within 2 with probability 1/2.
        Value("mapAt", "2", (0.5 + 0.25) / 2);
        Value("mapAtHits", "2", (1 + 0.25) / 2);
        // In database order the second query finds another item first.
        Value("mapAtStableSort", "2", 0.5 / 2);
        Value("mapAtDeepHash", "2", 1.0 / 3);
        Value("mapAtHashNet", "2", 1);
        Value("mapAtHits", "9", (double)result["map"]!);

        CliRun run = CliRun.Of([.. command, "--per-query", rows, "--report", page]).Succeeded();
        Assert.That(run.Output, Does.Contain("mAP within the first K").And.Contain("HashNet").And.Contain("0.6250"));
        Assert.That(File.ReadAllText(page), Does.Contain("mAP within the first K").And.Contain("0.6250"));
        string[][] lines = [.. File.ReadLines(rows).Select(line => line.Split(','))];
        Assert.That(lines[0][^6..],
            Is.EqualTo((string[])["apAt1", "apAtHits1", "apAt2", "apAtHits2", "apAt9", "apAtHits9"]));
        Assert.That(lines[1][^4..^2], Is.EqualTo((string[])["0.5", "1"]));
        Assert.That(lines[3][^6..], Is.All.Empty);

        void Value(string key, string rank, double expected)
            => Assert.That((double)result[key]![rank]!, Is.EqualTo(expected).Within(1e-12), $"{key} {rank}");
    }

    [Test]
    public void Without_the_option_there_are_none()
    {
        using var directory = new ScratchDirectory();
        Assert.That(CliRun.Of([.. Command(directory), "--json"]).Json()["mapAt"]!.AsObject(), Is.Empty);
        Assert.That(CliRun.Of(Command(directory)).Succeeded().Output, Does.Not.Contain("within the first K"));
    }

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase("1,,2")]
    [TestCase("all")]
    [TestCase("99999999999")]
    public void A_rank_that_is_no_rank_is_refused(string ranks)
    {
        using var directory = new ScratchDirectory();
        CliRun.Of([.. Command(directory), "--map-at", ranks]).Refused("--map-at");
    }

    [Test]
    public void A_comparison_measures_further_cuts_and_keeps_those_it_has()
    {
        using var directory = new ScratchDirectory();
        string[] command = [
            "compare", "--data", "digits", "--methods", "lsh", "--bits", "8", "--protocols", "split", "--out",
            directory.Path, "--json"];
        Assert.That(Ranks([.. command, "--map-at", "50"], computed: 1), Is.EqualTo((string[])["50"]));
        Assert.That(Ranks([.. command, "--map-at", "50"], computed: 0), Is.EqualTo((string[])["50"]));
        Assert.That(Ranks([.. command, "--map-at", "200"], computed: 1), Is.EqualTo((string[])["50", "200"]));
        Assert.That(Ranks(command, computed: 0), Is.EqualTo((string[])["50", "200"]));
        string table = File.ReadAllText(directory.File("results.md"));
        Assert.That(table, Does.Contain("mAP within the first K").And.Contain("| lsh | - | 8 | 200 | 0."));
        Assert.That(table, Does.Contain(" | - | - | - |\n"), "the stable sort was not asked for");
        JsonObject cell = CliRun.Of([.. command, "--map-at", "200", "--stable-sort"]).Json()["cells"]![0]!.AsObject();
        Assert.That(cell["mapAtDeepHash"]!.AsObject().Select(pair => pair.Key), Is.EqualTo((string[])["50", "200"]));
        JsonObject evaluated = cell["mapAt"]!.AsObject();
        Assert.That((double)evaluated["200"]!, Is.InRange(double.Epsilon, 1));
        Assert.That(File.ReadAllText(directory.File("report.html")), Does.Contain("mAP within the first K"));

        string[] Ranks(string[] arguments, int computed)
        {
            JsonObject result = CliRun.Of(arguments).Json();
            Assert.That((int)result["computed"]!, Is.EqualTo(computed), string.Join(' ', arguments));
            return [.. result["cells"]![0]!["mapAt"]!.AsObject().Select(pair => pair.Key)];
        }
    }

    private static string[] Command(ScratchDirectory directory)
    {
        string[] files = [.. ((string[])["db", "dbl", "q", "ql"]).Select(name => directory.File($"{name}.npy"))];
        Blobs.WriteNpy(files[0], "|u1", [Database.Length, 1], Database);
        Blobs.WriteNpy(files[1], "|u1", [DatabaseLabels.Length], DatabaseLabels);
        Blobs.WriteNpy(files[2], "|u1", [Queries.Length, 1], Queries);
        Blobs.WriteNpy(files[3], "|u1", [QueryLabels.Length], QueryLabels);
        return ["evaluate", "--db-codes", files[0], "--db-labels", files[1], "--query-codes", files[2],
            "--query-labels", files[3], "--bits", "2"];
    }
}
