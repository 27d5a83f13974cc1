// A file that a command reads, where it is what the command is about and needs no option.
using System.CommandLine;

namespace Vdsh.Cli.CommandLine;

/// <summary>An argument that names a file to read.</summary>
internal sealed class InputFileArgument(string name) : Argument<string>(name), IFileOption
{
    public IEnumerable<FileUse> Uses(ParseResult parsed)
        => parsed.GetValue(this) is { Length: > 0 } path ? InputFileOption.Uses(Name, path) : [];
}
