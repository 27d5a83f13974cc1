// Every kind of broken input that the tool promises to explain: code 2, one line, and nothing left half-written.
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

[TestFixture]
internal sealed class InputFileTests
{
    private const int Columns = 8;
    private ScratchDirectory shared = null!;
    private string model = null!, features = null!, labels = null!, codes = null!;

    [OneTimeSetUp]
    public void TrainTinyModel()
    {
        shared = new ScratchDirectory();
        (features, labels) = Blobs.Write(shared, "train", 90, Columns, 3, seed: 1);
        model = shared.File("tiny.vdsh");
        codes = shared.File("codes.npy");
        CliRun.Of("train", "--features", features, "--labels", labels, "--out", model, "--bits", "16", "--layers", "1", "--width", "16", "--sweeps", "2", "--batch", "32", "--quiet")
            .Succeeded();
        CliRun.Of("encode", "--model", model, "--input", features, "--out", codes, "--quiet").Succeeded();
    }

    [OneTimeTearDown]
    public void RemoveFiles() => shared.Dispose();

    [Test]
    public void A_missing_file_is_named_everywhere()
    {
        using var directory = new ScratchDirectory();
        string missing = directory.File("missing.npy"), result = directory.File("out");
        Train(directory, missing, labels).Refused("missing.npy");
        Train(directory, features, missing).Refused("missing.npy");
        CliRun.Of("encode", "--model", missing, "--input", features, "--out", result).Refused("missing.npy");
        CliRun.Of("encode", "--model", model, "--input", missing, "--out", result).Refused("missing.npy");
        CliRun.Of("search", "--codes", missing, "--queries", codes, "--k", "3", "--out", result).Refused("missing.npy");
        CliRun.Of("search", "--codes", codes, "--queries", missing, "--k", "3", "--out", result).Refused("missing.npy");
        CliRun.Of("evaluate", "--model", missing, "--data", "digits").Refused("missing.npy");
        CliRun.Of("evaluate", "--db-codes", codes, "--db-labels", missing, "--query-codes", codes, "--query-labels", labels).Refused("missing.npy");
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_directory_where_a_file_was_meant_is_named()
    {
        using var directory = new ScratchDirectory();
        string result = directory.File("out");
        Train(directory, shared.Path, labels).Refused(" is a ");
        CliRun.Of("encode", "--model", shared.Path, "--input", features, "--out", result).Refused(" is a ");
        CliRun.Of("encode", "--model", model, "--input", shared.Path, "--out", result).Refused(" is a ");
        CliRun.Of("search", "--codes", shared.Path, "--queries", codes, "--k", "3", "--out", result).Refused(" is a ");
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_truncated_npy_is_refused()
    {
        using var directory = new ScratchDirectory();
        byte[] whole = File.ReadAllBytes(features);
        foreach (int length in (int[])[0, 4, 20, 127, 128, whole.Length - 1])
        {
            string file = directory.File($"cut{length}.npy");
            File.WriteAllBytes(file, whole[..length]);
            Train(directory, file, labels).Refused($"cut{length}.npy");
            File.Delete(file);
        }
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_truncated_idx_is_refused()
    {
        using var directory = new ScratchDirectory();
        string file = directory.File("cut-idx2-ubyte");
        byte[] header = [0, 0, 8, 2, 0, 0, 0, 90, 0, 0, 0, Columns];
        File.WriteAllBytes(file, [.. header, .. new byte[90 * Columns - 5]]);
        Train(directory, file, labels).Refused("cut-idx2-ubyte");
        File.WriteAllBytes(file, header[..6]);
        Train(directory, file, labels).Refused("cut-idx2-ubyte");
        File.Delete(file);
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_truncated_or_foreign_model_is_refused()
    {
        using var directory = new ScratchDirectory();
        byte[] whole = File.ReadAllBytes(model);
        string file = directory.File("cut.vdsh"), result = directory.File("codes.npy");
        foreach (int length in (int[])[0, 7, 100, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(file, whole[..length]);
            CliRun.Of("encode", "--model", file, "--input", features, "--out", result).Refused("cut.vdsh");
            CliRun.Of("evaluate", "--model", file, "--data", "digits").Refused("cut.vdsh");
        }
        File.Delete(file);
        CliRun.Of("encode", "--model", features, "--input", features, "--out", result).Refused("train-features.npy");
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_wrong_element_type_is_refused()
    {
        using var directory = new ScratchDirectory();
        string complex = directory.File("complex.npy"), real = directory.File("real.npy");
        Blobs.WriteNpy(complex, "<c8", [90, Columns], new byte[90 * Columns * 8]);
        Train(directory, complex, labels).Refused("complex.npy", "c8");
        Blobs.WriteNpy(real, "<f4", [90, 2], Blobs.Bytes([.. Enumerable.Repeat(0.5f, 180)]));
        CliRun.Of("search", "--codes", real, "--queries", codes, "--k", "3", "--out", directory.File("out")).Refused("real.npy", "uint8");
        File.Delete(complex);
        File.Delete(real);
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void Label_count_must_match()
    {
        using var directory = new ScratchDirectory();
        string few = directory.File("few.npy");
        Blobs.WriteNpy(few, "|u1", [89], new byte[89]);
        Train(directory, features, few).Refused("90", "89");
        CliRun.Of("evaluate", "--db-codes", codes, "--db-labels", few, "--query-codes", codes, "--query-labels", labels).Refused("90", "89");
        CliRun.Of("evaluate", "--db-codes", codes, "--db-labels", labels, "--query-codes", codes, "--query-labels", few).Refused("90", "89");
    }

    [Test]
    public void Features_that_are_not_numbers_are_located([Values(float.NaN, float.PositiveInfinity)] float value)
    {
        using var directory = new ScratchDirectory();
        (float[] values, _) = Blobs.Make(90, Columns, 3, seed: 1);
        values[17 * Columns + 5] = value;
        string file = directory.File("holes.npy");
        Blobs.WriteNpy(file, "<f4", [90, Columns], Blobs.Bytes(values));
        Train(directory, file, labels).Refused("17", "5");
        CliRun.Of("encode", "--model", model, "--input", file, "--out", directory.File("out")).Refused("17", "5");
        File.Delete(file);
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void One_class_only_cannot_be_learned()
    {
        using var directory = new ScratchDirectory();
        string one = directory.File("one.npy");
        Blobs.WriteNpy(one, "|u1", [90], new byte[90]);
        Train(directory, features, one).Refused("class");
        File.Delete(one);
        Assert.That(directory.Names, Is.Empty);
    }

    [Test]
    public void A_model_refuses_features_of_another_size()
    {
        using var directory = new ScratchDirectory();
        (string wide, string wideLabels) = Blobs.Write(directory, "wide", 12, Columns + 1, 3, seed: 2);
        CliRun.Of("encode", "--model", model, "--input", wide, "--out", directory.File("out")).Refused($"{Columns}", $"{Columns + 1}");
        CliRun.Of("evaluate", "--model", model, "--features", wide, "--labels", wideLabels, "--query-features", wide, "--query-labels", wideLabels)
            .Refused($"{Columns}", $"{Columns + 1}");
        CliRun.Of("evaluate", "--model", model, "--data", "digits").Refused($"{Columns}", "64");
        Assert.That(File.Exists(directory.File("out")), Is.False);
    }

    [Test]
    public void Codes_of_different_lengths_are_refused()
    {
        using var directory = new ScratchDirectory();
        string longer = directory.File("longer.npy");
        Blobs.WriteNpy(longer, "|u1", [90, 3], new byte[270]);
        CliRun.Of("search", "--codes", codes, "--queries", longer, "--k", "3", "--out", directory.File("out")).Refused("2", "3");
        CliRun.Of("evaluate", "--db-codes", codes, "--db-labels", labels, "--query-codes", longer, "--query-labels", labels).Refused("2", "3");
        CliRun.Of("search", "--codes", codes, "--queries", codes, "--bits", "17", "--k", "3", "--out", directory.File("out")).Refused("17");
        CliRun.Of("search", "--codes", codes, "--queries", codes, "--bits", "8", "--k", "3", "--out", directory.File("out")).Refused("8");
        Assert.That(File.Exists(directory.File("out")), Is.False);
    }

    [Test]
    public void An_output_that_cannot_be_written_is_refused_before_the_work()
    {
        using var directory = new ScratchDirectory();
        string file = directory.File("file");
        File.WriteAllText(file, "");
        foreach (string bad in (string[])[directory.Path, directory.File("none/m"), Path.Combine(file, "m")])
        {
            CliRun.Of("train", "--features", features, "--labels", labels, "--out", bad).Refused("--out");
            CliRun.Of("encode", "--model", model, "--input", features, "--out", bad).Refused("--out");
            CliRun.Of("search", "--codes", codes, "--queries", codes, "--k", "3", "--out", bad).Refused("--out");
            CliRun.Of("evaluate", "--model", model, "--data", "digits", "--report", bad).Refused("--report");
        }
        Assert.That(directory.Names, Is.EqualTo((string[])["file"]));
        CliRun.Of("demo", "--out", file).Refused("--out");
        CliRun.Of("train", "--features", features, "--labels", labels, "--out", directory.File("m.vdsh"), "--checkpoint", file).Refused("--checkpoint");
        Assert.That(directory.Names, Is.EqualTo((string[])["file"]));
    }

    [Test]
    public void Both_forms_of_evaluate_cannot_be_mixed_or_cut_short()
    {
        CliRun.Of("evaluate").Refused("--model", "--db-codes");
        CliRun.Of("evaluate", "--model", model).Refused("--data");
        CliRun.Of("evaluate", "--model", model, "--data", "digits", "--db-codes", codes).Refused("--db-codes");
        CliRun.Of("evaluate", "--db-codes", codes, "--db-labels", labels, "--query-codes", codes).Refused("--query-labels");
        CliRun.Of("evaluate", "--model", model, "--features", features, "--labels", labels).Refused("--query-features");
    }

    private static CliRun Train(ScratchDirectory directory, string featureFile, string labelFile)
    {
        string target = directory.File("never.vdsh");
        CliRun run = CliRun.Of("train", "--features", featureFile, "--labels", labelFile, "--out", target, "--bits", "16", "--layers", "1", "--width", "16", "--sweeps", "1", "--quiet");
        Assert.That(File.Exists(target), Is.False, run.CommandLine);
        return run;
    }
}
