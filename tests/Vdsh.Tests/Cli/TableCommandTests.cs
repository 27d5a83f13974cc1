// Tables on the command line: every command that reads features has the options that settle what a table leaves open.
using System.Globalization;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

[TestFixture]
internal sealed class TableCommandTests
{
    private const int Items = 60, Columns = 6;
    private ScratchDirectory shared = null!;
    private string model = null!, numbered = null!, labelled = null!, names = null!, npy = null!;

    [OneTimeSetUp]
    public void WriteTables()
    {
        shared = new ScratchDirectory();
        (float[] values, byte[] classes) = Blobs.Make(Items, Columns, 3, seed: 1);
        string[] rows = [.. Enumerable.Range(0, Items)
            .Select(row => string.Join(
            ',', Enumerable.Range(0, Columns)
            .Select(column => values[row * Columns + column].ToString("F4", CultureInfo.InvariantCulture))))];
        numbered = Write("numbered.csv", [string.Join(',', Enumerable.Range(0, Columns)), .. rows]);
        labelled = Write("labelled.csv", ["a,b,c,d,e,f,label", .. rows.Select((row, i) => $"{row},{classes[i]}")]);
        names = Write("names.csv", ["label", .. classes.Select(label => ((string[])["cat", "dog", "ant"])[label])]);
        npy = shared.File("y.npy");
        Blobs.WriteNpy(npy, "|u1", [Items], classes);
        model = shared.File("m.vdsh");
        CliRun run = CliRun.Of(
            "train", "--features", numbered, "--labels", names, "--out", model, "--bits", "16", "--layers", "1",
            "--width", "16", "--sweeps", "2").Succeeded();
        Assert.That(run.Error,
            Does.Contain($"{Items} rows, {Columns} columns; header row of numbers").And.Contain(
            "0 = ant, 1 = cat, 2 = dog"));
    }

    [OneTimeTearDown]
    public void RemoveFiles() => shared.Dispose();

    [Test]
    public void A_label_among_the_features_is_refused_in_every_command_until_it_is_left_out()
    {
        using var directory = new ScratchDirectory();
        string[][] commands =
        [
            ["train", "--features", labelled, "--labels", npy, "--out", directory.File("m"), "--bits", "16", "--layers",
                "1", "--width", "16", "--sweeps", "1"],
            ["encode", "--model", model, "--input", labelled, "--out", directory.File("c.npy")],
            ["evaluate", "--model", model, "--features", labelled, "--labels", npy, "--query-features", labelled,
                "--query-labels", npy, "--no-baselines"],
            ["compare", "--features", labelled, "--labels", npy, "--methods", "lsh", "--bits", "16", "--out",
                directory.File("compared")],
        ];
        foreach (string[] command in commands)
        {
            CliRun.Of(command).Refused("labelled.csv", "'label'", "--drop-columns label", "--keep-columns label");
            CliRun run = CliRun.Of([.. command, "--drop-columns", "label"]).Succeeded();
            Assert.That(run.Error, Does.Contain("column 'label' left out"));
        }
    }

    [Test]
    public void Options_of_tables_are_refused_where_no_table_is_read()
    {
        using var directory = new ScratchDirectory();
        CliRun.Of("train", "--data", "digits", "--header", "yes", "--out", directory.File("m"))
            .Refused("--header", "--data");
        CliRun.Of("evaluate", "--model", model, "--data", "digits", "--drop-columns", "a")
            .Refused("--drop-columns", "--data");
        CliRun.Of("encode", "--model", model, "--data", "digits", "--keep-columns", "a", "--out", directory.File("c"))
            .Refused("--keep-columns");
        CliRun.Of("train", "--features", numbered, "--labels", npy, "--header", "maybe", "--out", directory.File("m"))
            .Refused("--header must be yes or no");
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void Class_names_have_the_same_numbers_in_both_files_of_an_evaluation()
    {
        string codes = shared.File("codes.npy"), queries = shared.File("q.npy"), few = Write("few.csv", ["dog", "dog"]);
        CliRun.Of("encode", "--model", model, "--input", numbered, "--out", codes, "--quiet").Succeeded();
        string[] dogs = [.. File.ReadLines(numbered).Take(1),
            .. File.ReadLines(numbered).Skip(1).Where((_, row) => row % 3 == 1).Take(2)];
        CliRun.Of("encode", "--model", model, "--input", Write("dogs.csv", dogs), "--out", queries, "--quiet")
            .Succeeded();
        double map = CliRun.Of(
            "evaluate", "--db-codes", codes, "--db-labels", names, "--query-codes", queries, "--query-labels", few,
            "--json").Json()["map"]!.GetValue<double>();
        Assert.That(map, Is.GreaterThan(0.8),
            "the one class of the queries is not taken for the first class of the database");
    }

    private string Write(string name, string[] lines)
    {
        File.WriteAllLines(shared.File(name), lines);
        return shared.File(name);
    }
}
