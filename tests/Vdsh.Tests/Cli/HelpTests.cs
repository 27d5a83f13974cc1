// Help is the manual that everybody reads: each command must state its purpose, its options and an example.
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

internal sealed class HelpTests
{
    private static readonly string[] Commands =
        ["demo", "train", "encode", "search", "serve", "evaluate", "info", "compare", "export onnx", "export faiss",
            "export index", "bench gemm", "bench train", "bench encode", "bench search", "doctor", "selftest"];

    [TestCaseSource(nameof(Commands))]
    public void Every_command_explains_itself_with_an_example(string command)
    {
        CliRun run = CliRun.Of([.. command.Split(' '), "--help"]).Succeeded();
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Output, Does.Contain("Description:").And.Contain("Options:").And.Contain("Examples:").And.Contain($"  vdsh {command}"));
        foreach (string option in (string[])["--device", "--tf32", "--precision", "--threads", "--seed", "--json", "--quiet"])
            Assert.That(run.Output, Does.Contain(option));
    }

    [Test]
    public void The_first_page_lists_exactly_the_commands_that_exist()
    {
        CliRun run = CliRun.Of("--help").Succeeded();
        string list = run.Output[run.Output.IndexOf("Commands:", StringComparison.Ordinal)..run.Output.IndexOf("Examples:", StringComparison.Ordinal)];
        string[] names = [.. list.Split('\n').Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];
        Assert.That(names,
            Is.EquivalentTo((string[])["demo", "train", "encode", "search", "serve", "evaluate", "info", "compare",
            "export", "bench", "doctor", "selftest"]));
    }

    [TestCaseSource(nameof(Commands))]
    public void Every_command_says_what_it_ends_with_and_which_files_may_be_standard_output(string command)
    {
        string help = CliRun.Of([.. command.Split(' '), "--help"]).Output;
        Assert.That(help, Does.Contain("Exit codes: 0 done").And.Contain("130").And.Contain("143"));
        Assert.That(help.Contains("may be - for standard output", StringComparison.Ordinal), Is.EqualTo(Regex.IsMatch(help, "--(out|report) <FILE>")));
    }

    [Test]
    public void No_arguments_show_the_first_page()
    {
        Assert.That(CliRun.Of().Succeeded().Output, Is.EqualTo(CliRun.Of("--help").Output));
    }

    [Test]
    public void Option_lists_name_their_defaults()
    {
        string help = CliRun.Of("train", "--help").Output;
        Assert.That(help, Does.Contain("[default: 48]").And.Contain("[default: 1024]").And.Contain("[default: codeword]"));
    }
}
