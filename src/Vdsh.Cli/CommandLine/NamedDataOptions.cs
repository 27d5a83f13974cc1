// The named data sets as options, the same in every command that uses them.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal sealed class NamedDataOptions
{
    public Option<string?> Data { get; } = new("--data")
    {
        Description = $"A named data set: {string.Join(", ", DatasetCatalog.Names)}. 'digits' is built in; 'vdsh doctor' says where the others are looked for.",
        HelpName = "NAME",
    };

    public Option<string?> DataDirectory { get; } = new("--data-dir")
    {
        Description = "Folder with the files of the named data sets. [default: $VDSH_DATA, then the user's cache]",
        HelpName = "DIR",
    };

    public Option<string?> Protocol { get; } = new("--protocol")
    {
        Description = "Which items train, search and are searched: "
            + string.Join("; ", DatasetCatalog.Names.Select(name => $"{name}: {string.Join(", ", DatasetCatalog.ProtocolsOf(name))}"))
            + ". [default: the first of each]",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Add(Data);
        command.Add(DataDirectory);
        command.Add(Protocol);
    }

    /// <summary>Loads the named data set under the protocol asked for.</summary>
    /// <exception cref="InputException">The data set, a file or the protocol does not exist.</exception>
    public ProtocolSplit Load(ParseResult parsed, ulong seed) => Load(parsed, parsed.GetValue(Protocol), seed);

    /// <summary>Loads the named data set under a given protocol; null takes the default.</summary>
    /// <exception cref="InputException">The data set, a file or the protocol does not exist.</exception>
    public ProtocolSplit Load(ParseResult parsed, string? protocol, ulong seed)
        => DatasetCatalog.Load(parsed.GetValue(Data)!, protocol, seed, parsed.GetValue(DataDirectory));

    /// <summary>Refuses the options that mean something only beside --data.</summary>
    public void RequireAbsent(ParseResult parsed)
    {
        foreach (Option<string?> option in (Option<string?>[])[DataDirectory, Protocol])
        {
            if (parsed.GetValue(option) is not null)
                throw new InputException($"{option.Name} belongs to --data NAME; leave it out for data of your own.");
        }
    }
}
