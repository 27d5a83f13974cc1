// A file that a command writes.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

/// <summary>An option that names a file to write; "-" is standard output.</summary>
internal sealed class OutputFileOption : Option<string>, IFileOption
{
    public OutputFileOption(string name) : base(name)
    {
        HelpName = "FILE";
        CustomParser = result => result.Tokens[0].Value is var path && path == "-" ? StandardStreams.OutputPath : path;
    }

    public IEnumerable<FileUse> Uses(ParseResult parsed)
        => parsed.GetValue(this) is string path ? [new FileUse(Name, path, IsWritten: true)] : [];
}
