// Results go where the user pointed: through a pipe, past a closed stream, and never into a file that is being read.
using NUnit.Framework;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Cli;

internal sealed class OutputStreamTests
{
    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void Make_a_model_and_codes()
    {
        folder = new TemporaryFolder();
        CliRun.Of("train", "--data", "digits", "--layers", "1", "--width", "16", "--sweeps", "1", "--out", folder["m.vdsh"]).Succeeded();
        CliRun.Of("encode", "--model", folder["m.vdsh"], "--data", "digits", "--out", folder["c.npy"]).Succeeded();
    }

    [OneTimeTearDown]
    public void Remove_them() => folder.Dispose();

    [TestCase("encode --model m.vdsh --data digits --out")]
    [TestCase("search --codes c.npy --queries c.npy --k 2 --out")]
    [TestCase("search --codes c.npy --queries c.npy --radius 1 --out")]
    [TestCase("train --data digits --layers 1 --width 16 --sweeps 1 --threads 1 --out")]
    [TestCase("export onnx --model m.vdsh --out")]
    [TestCase("export faiss --codes c.npy --out")]
    [TestCase("export index --codes c.npy --out")]
    [TestCase("evaluate --model m.vdsh --data digits --no-baselines --per-query")]
    [TestCase("evaluate --model m.vdsh --data digits --no-baselines --confusion")]
    public void Every_format_goes_to_standard_output_byte_for_byte(string command)
    {
        (int code, string output, string error) = Shell.Run(
            folder.Path,
            $"vdsh {command} streamed -q && vdsh {command} - -q | cat >piped && (echo head; vdsh {command} /dev/stdout -q; echo tail) >framed && cmp streamed piped && (echo head; cat piped; echo tail) | cmp - framed");
        Assert.That(code, Is.Zero, output + error);
        Assert.That(new FileInfo(folder["piped"]).Length, Is.Positive);
    }

    [Test]
    public void Words_make_room_for_bytes()
    {
        (int code, _, string error) = Shell.Run(folder.Path, "vdsh encode --model m.vdsh --data digits --out - | cmp - c.npy");
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("Encoded 1438 items"));
        CliRun run = CliRun.Of("encode", "--model", folder["m.vdsh"], "--data", "digits", "--out", "-", "--json");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--json").And.Contain("--out"));
    }

    [TestCase("", ">&-")]
    [TestCase("", ">&- 2>&-")]
    [TestCase("--json", ">&-")]
    [TestCase("", "| true")]
    [TestCase("--json", "| head -n 1 >head")]
    public void Who_does_not_listen_gets_the_file_all_the_same(string option, string listener)
    {
        (int code, _, string error) = Shell.Run(
            folder.Path,
            $"rm -f d.npy; {{ vdsh encode --model m.vdsh --data digits --out d.npy {option}; echo $? >code; }} {listener}; cmp c.npy d.npy && exit $(cat code)");
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Not.Contain("error"));
    }

    [TestCase(">/dev/full")]
    [TestCase(">&-")]
    [TestCase(">&4")]
    public void A_file_that_nobody_takes_is_a_failure(string place)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("/dev/full is Linux's");
        // Number 4 is a pipe without a reader.
        (int code, string output, string error) = Shell.Run(
            folder.Path, $"rm -f p; mkfifo p; exec 3<>p 4>p 3<&-; vdsh encode --model m.vdsh --data digits --out - {place}");
        Assert.That(code, Is.EqualTo(place == ">&-" ? 2 : 1), error);
        Assert.That(output, Is.Empty);
        Assert.That(error.TrimEnd(), Does.StartWith("vdsh: error: ").And.Contain("tandard output").And.Not.Contain("\n"));
    }

    [TestCase("--input /dev/stdin --out x.npy <x.npy")]
    [TestCase("--input - --out x.npy <x.npy")]
    [TestCase("--input /dev/fd/5 --out x.npy 5<x.npy")]
    [TestCase("--input /proc/self/fd/0 --out - <x.npy >>x.npy")]
    [TestCase("--input x.npy --out other.npy >>x.npy")]
    [TestCase("--input x.npy --out /dev/stdout >>x.npy")]
    public void Redirections_are_files_too(string arguments)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("descriptors have names on Linux");
        (int code, _, string error) = Shell.Run(folder.Path, $"cp c.npy x.npy; vdsh encode --model m.vdsh {arguments}");
        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain("same file").And.Contain("x.npy").Or.Contain("/dev/stdout"));
        Assert.That(File.ReadAllBytes(folder["x.npy"]), Is.EqualTo(File.ReadAllBytes(folder["c.npy"])));
        Assert.That(File.Exists(folder["other.npy"]), Is.False);
    }

    [Test]
    public void A_result_is_not_written_over_what_is_printed()
    {
        (int code, _, string error) = Shell.Run(folder.Path, "vdsh evaluate --model m.vdsh --data digits --no-baselines --per-query report >report");
        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain("--per-query report").And.Contain("standard output"));
    }

    [TestCase("demo --out -")]
    [TestCase("compare --data digits --out -")]
    [TestCase("train --data digits --out t.vdsh --checkpoint /dev/stdout")]
    public void Standard_output_is_no_folder(string command) => CliRun.Of(command.Split(' ')).Refused("folder", "standard output");
}
