// Every option that leads to a file says so itself, so that no command can forget to keep its inputs from its outputs.
using System.CommandLine;

namespace Vdsh.Cli.CommandLine;

/// <summary>An option or argument through which a command reads or writes files.</summary>
internal interface IFileOption
{
    /// <summary>The files of a parsed command line; none where the option was not given.</summary>
    IEnumerable<FileUse> Uses(ParseResult parsed);
}
