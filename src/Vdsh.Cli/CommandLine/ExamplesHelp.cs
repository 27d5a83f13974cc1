// A newcomer copies an example before reading a list of options, so every help text ends with examples.
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Vdsh.Cli.CommandLine;

internal sealed class ExamplesHelp(HelpAction standard, Dictionary<Command, IReadOnlyList<string>> examples) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        int code = standard.Invoke(parseResult);
        Command command = parseResult.CommandResult.Command;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (examples.TryGetValue(command, out IReadOnlyList<string>? lines))
        {
            output.WriteLine("Examples:");
            foreach (string line in lines)
                output.WriteLine($"  {line}");
            output.WriteLine();
        }
        string[] outputs = [.. command.Options.OfType<OutputFileOption>().Select(option => option.Name)];
        if (outputs.Length > 0)
            output.WriteLine($"FILE of {string.Join(", ", outputs)} may be - for standard output.");
        output.WriteLine("Exit codes: 0 done, 1 failed, 2 bad arguments or bad input, 130 stopped by Ctrl-C, 143 by SIGTERM.");
        return code;
    }

    /// <summary>Replaces the help action of a finished command tree.</summary>
    public static void Install(Command root, IReadOnlyList<string> rootExamples)
    {
        var examples = new Dictionary<Command, IReadOnlyList<string>> { [root] = rootExamples };
        Collect(root, examples);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        var standard = (HelpAction)help.Action!;
        standard.MaxWidth = 120;
        help.Action = new ExamplesHelp(standard, examples);
    }

    private static void Collect(Command command, Dictionary<Command, IReadOnlyList<string>> examples)
    {
        foreach (Command child in command.Subcommands)
        {
            if (child is IHasExamples described)
                examples[child] = described.Examples;
            Collect(child, examples);
        }
    }
}
