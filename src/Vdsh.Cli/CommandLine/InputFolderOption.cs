// A folder in which data sets are looked for; which files are read there depends on the data set.
using System.CommandLine;

namespace Vdsh.Cli.CommandLine;

/// <summary>An option that names a folder to look in. Its files are those of the data set that another option names.</summary>
internal sealed class InputFolderOption : Option<string>, IFileOption
{
    public InputFolderOption(string name) : base(name) => HelpName = "DIR";

    public IEnumerable<FileUse> Uses(ParseResult parsed) => [];
}
