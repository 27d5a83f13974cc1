// A data set is given by its name, and yet it is files that must not be overwritten.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

/// <summary>An option that names a data set of the catalog.</summary>
internal sealed class DataSetOption : Option<string>, IFileOption
{
    private readonly InputFolderOption folder;

    /// <param name="name">Name of the option.</param>
    /// <param name="folder">The option that says where to look first.</param>
    public DataSetOption(string name, InputFolderOption folder) : base(name)
    {
        this.folder = folder;
        HelpName = "NAME";
    }

    /// <exception cref="InputException">There is no such data set, or no such folder.</exception>
    public IEnumerable<FileUse> Uses(ParseResult parsed) => parsed.GetValue(this) is string data
        ? DatasetCatalog.FilesOf(data, parsed.GetValue(folder)).Select(path => new FileUse($"{Name} {data}", path, IsWritten: false))
        : [];
}
