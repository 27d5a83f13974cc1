// Two programs in two languages, with different formulas, must agree on real codes.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Evaluation;

internal sealed class PythonMeasuresTests
{
    private const double Tolerance = 1e-9;

    [TestCase(16, 0)]
    [TestCase(48, 100)]
    public void Codes_of_real_digits_measure_the_same_in_Python(int bits, int classRank)
    {
        string python = PythonOrIgnore(), data = RealData.FolderOrIgnore("mnist");
        using var directory = new ScratchDirectory();
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = 2 });
        ProtocolSplit split = DatasetCatalog.Load("mnist", Protocol.Full, 1, data);
        IHashEncoder lsh = BaselineCatalog.Learn("lsh", backend, split.Training, bits, seed: 1);
        LabeledData database = split.Database.Select([.. Enumerable.Range(0, 10_000)]), queries = split.Queries.Select([.. Enumerable.Range(0, 500)]);
        Compare(python, directory, lsh.Encode(database.Features), database.Labels, lsh.Encode(queries.Features), queries.Labels, classRank);
    }

    [Test]
    public void Random_codes_with_several_labels_measure_the_same_in_Python([Values(1, 13, 64)] int bits)
    {
        string python = PythonOrIgnore();
        using var directory = new ScratchDirectory();
        Compare(python, directory, RandomCodes.Create(2500, bits, 1, 900), RandomLabels.Multi(2500, 9, 2, 0.25), RandomCodes.Create(150, bits, 3), RandomLabels.Multi(150, 9, 4, 0.15), 0);
    }

    private static void Compare(string python, ScratchDirectory directory, HashCodes database, LabelSet databaseLabels, HashCodes queries, LabelSet queryLabels, int classRank)
    {
        string[] files = [.. ((string[])["db", "dbl", "q", "ql"]).Select(name => directory.File($"{name}.npy"))];
        WriteCodes(files[0], database);
        WriteLabels(files[1], databaseLabels);
        WriteCodes(files[2], queries);
        WriteLabels(files[3], queryLabels);
        string rows = directory.File("queries.csv"), bits = $"{database.Bits}";
        string[] command =
        [
            "evaluate", "--db-codes", files[0], "--db-labels", files[1], "--query-codes", files[2], "--query-labels",
                files[3], "--bits", bits, "--per-query", rows, "--map-at", "1000,5,30,5000", "--json",
            .. classRank == 0 ? (string[])[] : ["--confusion-rank", $"{classRank}"],
        ];
        JsonObject ours = CliRun.Of(command).Json(), theirs = RunPython(python, [Script(), .. files, bits, $"{classRank}"]);
        int compared = 0;
        foreach (string key in (string[])[
            "queries", "database", "bits", "queriesWithoutRelevant", "map", "mapPessimistic", "mapOptimistic",
            "mapStableSort", "mapAt1000", "mapAt", "mapAtHits", "mapAtStableSort",
            "mapAtDeepHash", "mapAtHashNet", "ndcg", "precisionAt", "recallAt", "precisionRadius2", "recallRadius2",
                "curvePrecision", "curveRecall"])
        {
            Same(key, ours[key], theirs[key], ref compared);
        }
        foreach (string key in (string[])[
            "queries", "map", "mapPessimistic", "mapOptimistic", "mapStableSort", "mapAt1000", "mapAt", "mapAtHits",
            "mapAtDeepHash", "mapAtHashNet", "ndcg", "precisionAt", "precisionRadius2", "recallRadius2"])
            Same($"queries among themselves, {key}", ours["queriesAmongThemselves"]![key],
                theirs["queriesAmongThemselves"]![key], ref compared);
        foreach (string key in (string[])["queries", "map", "share"])
            Same($"classes.{key}", ours["classes"]![key], theirs["classes"]![key], ref compared);
        compared += CompareRows(rows, theirs["perQuery"]!.AsArray());
        TestContext.Out.WriteLine($"{compared} numbers agree within {Tolerance}");
    }

    private static int CompareRows(string file, JsonArray theirs)
    {
        string[][] lines = [.. File.ReadLines(file).Select(line => line.Split(','))];
        Assert.That(lines, Has.Length.EqualTo(theirs.Count + 1));
        int compared = 0;
        for (int row = 0; row < theirs.Count; row++)
        {
            for (int column = 0; column < lines[0].Length; column++)
            {
                string name = lines[0][column], text = lines[row + 1][column];
                if (name != "labels")
                    Same($"query {row}, {name}", text.Length == 0 ? null : JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)), theirs[row]![name], ref compared);
            }
        }
        return compared;
    }

    private static void Same(string name, JsonNode? ours, JsonNode? theirs, ref int compared)
    {
        switch (theirs)
        {
            case null:
                Assert.That(ours, Is.Null, name);
                break;
            case JsonArray list:
                Assert.That(ours!.AsArray(), Has.Count.EqualTo(list.Count), name);
                for (int i = 0; i < list.Count; i++)
                    Same($"{name}[{i}]", ours[i], list[i], ref compared);
                break;
            case JsonObject values:
                foreach ((string key, JsonNode? value) in values)
                    Same($"{name}.{key}", ours![key], value, ref compared);
                break;
            default:
                Assert.That((double)ours!, Is.EqualTo((double)theirs).Within(Tolerance), name);
                compared++;
                break;
        }
    }

    private static void WriteCodes(string path, HashCodes codes)
    {
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        Blobs.WriteNpy(path, "|u1", [codes.Count, codes.BytesPerCode], bytes);
    }

    private static void WriteLabels(string path, LabelSet labels)
    {
        if (!labels.IsMultiLabel)
        {
            Blobs.WriteNpy(path, "|u1", [labels.Count], [.. Enumerable.Range(0, labels.Count).Select(row => (byte)labels.ClassOf(row))]);
            return;
        }
        byte[] matrix = [.. from row in Enumerable.Range(0, labels.Count) from label in Enumerable.Range(0, labels.ClassCount) select labels.Has(row, label) ? (byte)1 : (byte)0];
        Blobs.WriteNpy(path, "|u1", [labels.Count, labels.ClassCount], matrix);
    }

    private static JsonObject RunPython(string python, string[] arguments)
    {
        (int code, string output, string error) = Start(python, arguments);
        Assert.That(code, Is.Zero, error);
        return JsonNode.Parse(output)!.AsObject();
    }

    // The first python3 that has NumPy; on Debian the system's own may stand behind another one in the path.
    private static string PythonOrIgnore()
    {
        foreach (string candidate in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                if (Start(candidate, ["-c", "import numpy"]).Code == 0)
                    return candidate;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                continue;
            }
        }
        Assert.Ignore("There is no python3 with NumPy; on Debian, tests/install-test-tools.sh installs it.");
        return "";
    }

    private static string Script()
    {
        DirectoryInfo? repository = new(TestContext.CurrentContext.TestDirectory);
        while (repository is not null && !File.Exists(Path.Combine(repository.FullName, "Vdsh.sln")))
            repository = repository.Parent;
        if (repository is null)
            Assert.Ignore("The test runs outside the repository, where there is no tests/python/retrieval_measures.py.");
        return Path.Combine(repository!.FullName, "tests", "python", "retrieval_measures.py");
    }

    private static (int Code, string Output, string Error) Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
