// A running command finds the place for its results where its parsed command line is.
using System.CommandLine;
using Vdsh.Cli.Output;

namespace Vdsh.Cli.CommandLine;

/// <summary>The settings of one run of the tool.</summary>
/// <param name="results">Where commands print.</param>
internal sealed class CommandInvocation(CommandOutput results) : InvocationConfiguration
{
    public CommandOutput Results => results;
}
