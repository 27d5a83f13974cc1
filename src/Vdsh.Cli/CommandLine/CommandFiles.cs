// A file that is both read and written would be destroyed by the very command that needs it; that is refused before any work.
using System.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

/// <summary>Looks at all files of a command line together.</summary>
internal static class CommandFiles
{
    private const string Results = "standard output";

    /// <summary>Refuses files that cannot be written or have two parts to play, and frees standard output for a file's bytes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">Where the command prints.</param>
    /// <exception cref="InputException">A file is read and written or written twice, or cannot be written.</exception>
    public static void Check(ParseResult parsed, CommandOutput output)
    {
        Command command = parsed.CommandResult.Command;
        List<FileUse> uses = [.. All(command).SelectMany(option => option.Uses(parsed))];
        if (uses.Find(use => use.IsWritten && StandardStreams.IsOutput(use.Path)) is { } streamed)
        {
            if (output.Json)
                throw new InputException($"--json prints on standard output, where {streamed.Option} writes too; name a file with {streamed.Option}, or leave --json out.");
            output.LeaveStandardOutput();
        }
        else if (output.IsConsole && FileIdentity.Of(StandardStreams.OutputPath) is not null)
        {
            uses.Add(new FileUse(Results, StandardStreams.OutputPath, IsWritten: true));
        }
        RequireDifferent(uses);
        foreach (OutputFileOption option in command.Options.OfType<OutputFileOption>())
        {
            if (parsed.GetValue(option) is string path)
                OutputPath.Check(path, option.Name);
        }
    }

    /// <summary>The options and arguments of a command that lead to files.</summary>
    public static IEnumerable<IFileOption> All(Command command)
        => command.Options.Concat<Symbol>(command.Arguments).OfType<IFileOption>();

    private static void RequireDifferent(List<FileUse> uses)
    {
        var written = new Dictionary<FileIdentity, FileUse>();
        foreach (FileUse use in uses.Where(use => use.IsWritten && !string.IsNullOrWhiteSpace(use.Path)))
        {
            FileIdentity file = FileIdentity.OfTarget(use.Path);
            if (!written.TryAdd(file, use))
                throw new InputException($"{Describe(written[file])} and {Describe(use)} are the same file; write to two files.");
        }
        foreach (FileUse use in uses.Where(use => !use.IsWritten))
        {
            if (FileIdentity.Of(use.Path) is { } file && written.TryGetValue(file, out FileUse? output))
                throw new InputException($"{Describe(output)} is the same file as {Describe(use)}, which is read, and would be overwritten; write to another file.");
        }
    }

    private static string Describe(FileUse use) => use.Option == Results ? Results : $"{use.Option} {use.Path}";
}
