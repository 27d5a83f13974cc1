// What all commands share: a purpose, examples, the global options and one way of being run.
using System.CommandLine;

namespace Vdsh.Cli.CommandLine;

internal abstract class CliCommand : Command, IHasExamples
{
    protected CliCommand(string name, string description, GlobalOptions global, params IReadOnlyList<string> examples) : base(name, description)
    {
        Examples = examples;
        SetAction((parsed, cancellation) =>
        {
            using var session = new CommandSession(parsed, global, cancellation);
            CommandFiles.Check(parsed, session.Output);
            Run(parsed, session);
            return Task.FromResult(ExitCode.Success);
        });
    }

    public IReadOnlyList<string> Examples { get; }

    /// <summary>Does the work; failures are exceptions.</summary>
    protected abstract void Run(ParseResult parsed, CommandSession session);
}
