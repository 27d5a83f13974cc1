// The options that all comparisons understand.
using System.CommandLine;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;

namespace Vdsh.Peers;

internal sealed class SharedOptions
{
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Prints exactly one JSON object on standard output; tables go to standard error.",
        Recursive = true,
    };

    public Option<ulong> Seed { get; } = Numbers.Seed("--seed", "Seed of weights and order of items.", 1);

    public SharedOptions() => Seed.Recursive = true;

    public void AddTo(Command root)
    {
        root.Add(Json);
        root.Add(Seed);
    }

    public CommandOutput Output(ParseResult parsed) => new(Console.Out, Console.Error, parsed.GetValue(Json), quiet: false);
}
