// A folder that receives files whose names the command knows.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

/// <summary>An option that names a folder to write in.</summary>
internal sealed class OutputFolderOption : Option<string>, IFileOption
{
    private readonly string[] files;

    /// <param name="name">Name of the option.</param>
    /// <param name="files">The files that the command writes there; "models/*" is every file of that folder.</param>
    public OutputFolderOption(string name, params string[] files) : base(name)
    {
        this.files = files;
        HelpName = "DIR";
        Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value == "-" || StandardStreams.IsOutput(token.Value)))
                result.AddError($"{name} names a folder, which standard output cannot be; a folder of the name - is ./-");
        });
    }

    public IEnumerable<FileUse> Uses(ParseResult parsed)
        => parsed.GetValue(this) is { Length: > 0 } folder
            ? files.SelectMany(file => Paths(folder, file)).Select(path => new FileUse(Name, path, IsWritten: true))
            : [];

    private static IEnumerable<string> Paths(string folder, string file)
    {
        string path = Path.Combine(folder, file), parent = Path.GetDirectoryName(path)!;
        if (Path.GetFileName(file) != "*")
            return [path];
        return Directory.Exists(parent) ? Directory.EnumerateFiles(parent) : [];
    }
}
