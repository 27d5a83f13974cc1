// What is read must never be what is written. All options of all commands are gone through, so that a new one cannot be forgotten.
using System.CommandLine;
using NUnit.Framework;
using Vdsh.Cli;
using Vdsh.Cli.CommandLine;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Cli;

internal sealed class FileOptionTests
{
    // Options that take words, none of which is a file; those with a choice of words need no mention.
    private static readonly string[] Words =
        ["--protocol", "--protocols", "--urls", "--baselines", "--methods", "--drop-columns", "--keep-columns", "--label-column"];

    // What a command needs before it looks at its files.
    private static readonly Dictionary<string, string[]> Needed = new() { ["search"] = ["--k", "1"] };

    private static readonly (string Path, Command Command)[] Commands = [.. Walk(CliApplication.CreateRoot(new GlobalOptions()), "")];

    [Test]
    public void Every_option_that_takes_text_says_whether_it_is_a_file()
    {
        foreach ((string path, Command command) in Commands)
        {
            foreach (Option option in command.Options.Where(option => option is not IFileOption))
            {
                Assert.That(option.HelpName, Is.Not.EqualTo("FILE").And.Not.EqualTo("DIR"), $"{path} {option.Name}");
                Assert.That(!TakesText(option.ValueType) || IsKnownWord(option), Is.True, $"{path} {option.Name}");
            }
            foreach (Argument argument in command.Arguments.Where(argument => argument is not IFileOption))
                Assert.That(TakesText(argument.ValueType), Is.False, $"{path} {argument.Name}");
        }
    }

    [Test]
    public void Every_option_and_argument_that_is_empty_is_refused_by_its_name()
    {
        foreach ((string path, Command command) in Commands.Where(entry => entry.Command.Subcommands.Count == 0))
        {
            string[] words = path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (Option option in command.Options.Where(option => TakesText(option.ValueType)))
                CliRun.Of([.. words, option.Name, ""]).Refused($"{option.Name} is empty", "give");
            foreach (Argument argument in command.Arguments)
                CliRun.Of([.. words, ""]).Refused($"{argument.Name} is empty", "give");
        }
        CliRun.Of("doctor", "--device", "").Refused("--device is empty");
    }

    [Test]
    public void The_options_that_lead_to_files_are_these()
    {
        IEnumerable<string> found = Commands.SelectMany(entry => CommandFiles.All(entry.Command)
            .Select(option => $"{entry.Path} {((Symbol)option).Name}: {Role(option)}"));
        Assert.That(found, Is.SupersetOf((string[])
        [
            "demo --out: folder out", "train --features: in", "train --labels: in", "train --data: in", "train --out: out", "train --checkpoint: folder out",
            "encode --model: in", "encode --input: in", "encode --data: in", "encode --out: out", "search --codes: in", "search --queries: in",
            "search --out: out", "serve --codes: in", "serve --model: in", "serve --labels: in", "serve --api-key-file: in", "evaluate --model: in",
            "evaluate --features: in", "evaluate --labels: in", "evaluate --query-features: in", "evaluate --query-labels: in", "evaluate --db-codes: in",
            "evaluate --db-labels: in", "evaluate --query-codes: in", "evaluate --report: out", "evaluate --per-query: out", "evaluate --confusion: out",
            "info MODEL: in", "compare --features: in", "compare --labels: in", "compare --out: folder out", "export onnx --model: in", "export onnx --out: out",
            "export faiss --codes: in", "export faiss --ids: in", "export faiss --out: out", "export index --codes: in", "export index --ids: in",
            "export index --out: out",
        ]));
    }

    [TestCaseSource(nameof(Pairs))]
    public void An_output_that_is_also_an_input_is_refused_and_left_alone(string command, string input, string output)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("hard links are told apart on Linux and Windows, and made here by a tool of Unix");
        using var folder = new TemporaryFolder();
        string victim = folder.Write("victim", "kept"), link = folder["link"], hard = folder["hard"];
        File.CreateSymbolicLink(link, victim);
        UnixTool.Run("ln", victim, hard);
        Directory.CreateDirectory(folder["sub"]);
        foreach (string name in (string[])[victim, link, hard, Path.Combine(folder.Path, ".", "sub", "..", "victim"), Path.Combine(folder.Path, "sub", "..", "link")])
        {
            CliRun.Of([.. Arguments(command, folder, input, output), input, victim, output, name]).Refused(input, output, "same file");
            CliRun.Of([.. Arguments(command, folder, input, output), input, name, output, victim]).Refused(input, output, "same file");
        }
        Assert.That(File.ReadAllText(victim), Is.EqualTo("kept"));
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(victim));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(4));
    }

    [TestCaseSource(nameof(FolderPairs))]
    public void A_file_that_a_folder_would_receive_is_not_read_either(string command, string input, string output, string file)
    {
        using var folder = new TemporaryFolder();
        string victim = folder.Write($"results/{file}", "kept");
        CliRun.Of([.. Arguments(command, folder, input, output), input, victim, output, folder["results"]]).Refused(input, output, "same file");
        Assert.That(File.ReadAllText(victim), Is.EqualTo("kept"));
    }

    [TestCaseSource(nameof(OutputPairs))]
    public void Two_outputs_are_never_one_file(string command, string first, string second)
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["dangling"], folder["new"]);
        foreach (string name in (string[])["new", "./new", "dangling"])
            CliRun.Of([.. Arguments(command, folder, first, second), first, folder["new"], second, Path.Join(folder.Path, name)]).Refused(first, second, "same file");
        CliRun.Of([.. Arguments(command, folder, first, second), first, "-", second, "/dev/stdout"]).Refused(first, second, "same file");
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_file_of_a_named_data_set_is_an_input()
    {
        using var folder = new TemporaryFolder();
        string victim = folder.Write("mnist/train-images-idx3-ubyte", "kept");
        CliRun.Of("train", "--data", "mnist", "--data-dir", folder.Path, "--out", victim).Refused("--data mnist", "--out", "same file");
        Assert.That(File.ReadAllText(victim), Is.EqualTo("kept"));
    }

    [Test]
    public void An_array_of_an_archive_is_an_input_of_the_archive()
    {
        using var folder = new TemporaryFolder();
        string victim = folder.Write("data.npz", "kept");
        CliRun.Of("encode", "--model", folder["m"], "--input", victim + ":x", "--out", victim).Refused("--input", "--out", "same file");
    }

    private static IEnumerable<(string, Command)> Walk(Command command, string path)
    {
        if (command is CliCommand)
            yield return (path, command);
        foreach ((string, Command) child in command.Subcommands.SelectMany(child => Walk(child, $"{path} {child.Name}".Trim())))
            yield return child;
    }

    private static IEnumerable<TestCaseData> Pairs() =>
        from entry in Commands
        from input in entry.Command.Options.OfType<InputFileOption>()
        from output in entry.Command.Options.OfType<OutputFileOption>()
        select new TestCaseData(entry.Path, input.Name, output.Name);

    private static IEnumerable<TestCaseData> FolderPairs() =>
        from entry in Commands
        from input in entry.Command.Options.OfType<InputFileOption>()
        from output in entry.Command.Options.OfType<OutputFolderOption>()
        from file in entry.Path == "train" ? (string[])["checkpoint.safetensors"] : ["results.jsonl", "results.md", "report.html", "models/a.vdsh"]
        select new TestCaseData(entry.Path, input.Name, output.Name, file);

    private static IEnumerable<TestCaseData> OutputPairs() =>
        from entry in Commands
        from first in entry.Command.Options.OfType<OutputFileOption>()
        from second in entry.Command.Options.OfType<OutputFileOption>()
        where string.CompareOrdinal(first.Name, second.Name) < 0
        select new TestCaseData(entry.Path, first.Name, second.Name);

    // The options that the command insists on, where they are not those under test, lead to nothing.
    private static string[] Arguments(string path, TemporaryFolder folder, params string[] tested)
    {
        IEnumerable<Option> missing = Commands.Single(entry => entry.Path == path).Command.Options
            .Where(option => option.Required && !tested.Contains(option.Name));
        return
        [
            .. path.Split(' '), .. Needed.GetValueOrDefault(path, []),
            .. missing.SelectMany(option => (string[])[option.Name, folder["absent" + option.Name]]),
        ];
    }

    private static bool TakesText(Type type) => type == typeof(string) || typeof(IEnumerable<string>).IsAssignableFrom(type) || type == typeof(FileInfo);

    private static bool IsKnownWord(Option option)
        => Words.Contains(option.Name) || option.HelpName?.Contains('|', StringComparison.Ordinal) == true;

    private static string Role(IFileOption option) => option switch
    {
        OutputFileOption => "out",
        OutputFolderOption => "folder out",
        _ => "in",
    };
}
