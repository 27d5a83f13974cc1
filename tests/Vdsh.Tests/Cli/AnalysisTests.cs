// Failure analysis from outside: the files of evaluate, and that they agree with its means.
using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

internal sealed class AnalysisTests
{
    [Test]
    public void Single_queries_and_classes_agree_with_the_means()
    {
        using var directory = new ScratchDirectory();
        string queries = directory.File("queries.csv"), classes = directory.File("classes.csv"), page = directory.File("page.html");
        string[] command = ["evaluate", "--model", Model(directory), "--data", "digits", "--no-baselines", "--per-query", queries, "--confusion", classes, "--report", page];
        JsonObject result = CliRun.Of([.. command, "--json"]).Json();
        Dictionary<string, string>[] rows = Csv(queries);
        Assert.That(rows, Has.Length.EqualTo((int)result["queries"]!));
        foreach ((string column, string key) in (ReadOnlySpan<(string, string)>)[("ap", "map"), ("apPessimistic", "mapPessimistic"), ("apOptimistic", "mapOptimistic"), ("ndcg", "ndcg")])
            Assert.That(rows.Average(row => Number(row[column])), Is.EqualTo((double)result[key]!).Within(1e-12), column);
        Assert.That(rows.Average(row => Number(row["precisionAt100"])), Is.EqualTo((double)result["precisionAt"]!["100"]!).Within(1e-12));
        Assert.That(rows.Select(row => row["query"]), Is.EqualTo(Enumerable.Range(0, rows.Length).Select(row => $"{row}")));

        Dictionary<string, string>[] matrix = Csv(classes);
        Assert.That(matrix.Select(row => row["class"]), Is.EqualTo(Enumerable.Range(0, 10).Select(label => $"{label}")));
        foreach (Dictionary<string, string> row in matrix)
        {
            int label = int.Parse(row["class"], CultureInfo.InvariantCulture);
            Dictionary<string, string>[] own = [.. rows.Where(query => query["labels"] == row["class"])];
            Assert.That(own, Has.Length.EqualTo((int)Number(row["queries"])));
            Assert.That(own.Average(query => Number(query["ap"])), Is.EqualTo(Number(row["map"])).Within(1e-12));
            Assert.That(Number(row["map"]), Is.EqualTo((double)result["classes"]!["map"]![label]!));
            Assert.That(Enumerable.Range(0, 10).Select(other => Number(row[$"{other}"])), Is.EqualTo(result["classes"]!["share"]![label]!.AsArray().Select(share => (double)share!)));
            Assert.That(Enumerable.Range(0, 10).Sum(other => Number(row[$"{other}"])), Is.EqualTo(1).Within(1e-12));
        }
        Assert.That(CliRun.Of(command).Succeeded().Output, Does.Contain("Classes. Row: the class of the query"));
        Assert.That(File.ReadAllText(page), Does.Contain("Confusion of classes"));
    }

    [Test]
    public void Many_classes_are_measured_only_where_they_are_asked_for()
    {
        using var directory = new ScratchDirectory();
        (string features, string labels) = Blobs.Write(directory, "items", 126, 4, 21, 1);
        string model = directory.File("m.vdsh"), classes = directory.File("classes.csv");
        CliRun.Of("train", "--features", features, "--labels", labels, "--bits", "8", "--layers", "0", "--sweeps", "1", "--out", model).Succeeded();
        string[] command = ["evaluate", "--model", model, "--features", features, "--labels", labels, "--query-features", features, "--query-labels", labels, "--no-baselines", "--json"];
        Assert.That(CliRun.Of(command).Json()["classes"], Is.Null);
        JsonObject result = CliRun.Of([.. command, "--confusion", classes, "--confusion-rank", "3"]).Json();
        Assert.That((int)result["classes"]!["rank"]!, Is.EqualTo(3));
        Assert.That(Csv(classes), Has.Length.EqualTo(21));
    }

    [Test]
    public void Files_that_cannot_be_written_are_refused_and_a_failed_run_leaves_none()
    {
        using var directory = new ScratchDirectory();
        string model = Model(directory), missing = directory.File("none/file.csv"), queries = directory.File("queries.csv");
        string[] command = ["evaluate", "--model", model, "--data", "digits", "--no-baselines"];
        CliRun.Of([.. command, "--per-query", missing]).Refused("--per-query", "does not exist");
        CliRun.Of([.. command, "--confusion", missing]).Refused("--confusion", "does not exist");
        CliRun.Of([.. command, "--confusion-rank", "0"]).Refused("--confusion-rank", "at least 1");
        CliRun.Of("evaluate", "--model", model, "--data", "mnist", "--data-dir", directory.Path, "--protocol", "unseen", "--per-query", queries).Refused("--protocol unseen");
        Assert.That(directory.Names, Is.EqualTo((string[])["m.vdsh"]));
    }

    private static string Model(ScratchDirectory directory)
    {
        string model = directory.File("m.vdsh");
        CliRun.Of("train", "--data", "digits", "--bits", "12", "--layers", "1", "--width", "16", "--sweeps", "1", "--out", model).Succeeded();
        return model;
    }

    private static Dictionary<string, string>[] Csv(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Select(line => line.Split(','))];
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
