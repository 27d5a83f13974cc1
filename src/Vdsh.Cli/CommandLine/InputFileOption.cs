// A file that a command reads.
using System.CommandLine;

namespace Vdsh.Cli.CommandLine;

/// <summary>An option that names a file to read; "-" is standard input.</summary>
internal sealed class InputFileOption : Option<string>, IFileOption
{
    private const string StandardInput = "/dev/stdin";

    public InputFileOption(string name) : base(name) => HelpName = "FILE";

    public IEnumerable<FileUse> Uses(ParseResult parsed)
        => parsed.GetValue(this) is { Length: > 0 } path ? Uses(Name, path) : [];

    /// <summary>What a name given for reading may be: a file, standard input, an array in an archive.</summary>
    public static IEnumerable<FileUse> Uses(string option, string path)
    {
        yield return new FileUse(option, path == "-" ? StandardInput : path, IsWritten: false);
        // An array of an archive is named after a colon, which a file's own name may have too.
        if (path.LastIndexOf(':') is > 0 and var colon)
            yield return new FileUse(option, path[..colon], IsWritten: false);
    }
}
