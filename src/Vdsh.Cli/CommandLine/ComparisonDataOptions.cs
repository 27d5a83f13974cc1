// A comparison runs under several protocols of one data set; this says which, and loads each once.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal sealed class ComparisonDataOptions
{
    private readonly NamedDataOptions named = new();
    private readonly Option<IReadOnlyList<string>> protocols = WordList.Names(
        "--protocols", $"Exactly these protocols, between commas. [default: that of --protocol, and {Protocol.Unseen} beside it]");
    private readonly InputFileOption features =
        File("--features", "Features of your own data: .npy, .npz, IDX or CSV, each also gzipped; - reads standard "
            + "input.");
    private readonly InputFileOption labels = File("--labels", "With --features: labels of the same items.");
    private readonly InputFileOption queryFeatures = File("--query-features", "With --features: features of the queries. [default: a fifth of the items, drawn]");
    private readonly InputFileOption queryLabels = File("--query-labels", "With --query-features: labels of the queries.");

    private readonly TableOptions table = new();

    public void AddTo(Command command)
    {
        named.AddTo(command);
        Option[] options = [protocols, features, labels, queryFeatures, queryLabels];
        foreach (Option option in options)
            command.Add(option);
        table.AddTo(command);
    }

    /// <summary>Loads the data under every protocol asked for, in that order.</summary>
    /// <exception cref="InputException">No data, too many or unusable ones were named, or a protocol does not exist.</exception>
    public IReadOnlyList<ProtocolSplit> Load(ParseResult parsed, CommandSession session)
    {
        string? name = parsed.GetValue(named.Data), featureFile = parsed.GetValue(features), labelFile = parsed.GetValue(labels);
        string? queryFile = parsed.GetValue(queryFeatures), queryLabelFile = parsed.GetValue(queryLabels);
        bool hasFiles = (featureFile ?? labelFile ?? queryFile ?? queryLabelFile) is not null;
        if (name is not null && hasFiles)
            throw new InputException("Give either --data NAME or --features FILE with --labels FILE, not both.");
        if (name is not null)
        {
            table.RequireAbsent(parsed, "--data");
            IReadOnlyList<string> known = DatasetCatalog.ProtocolsOf(name);
            return [.. Chosen(parsed, known, name).Select(protocol => named.Load(parsed, protocol, session.Seed))];
        }
        if (!hasFiles)
            throw new InputException("There is nothing to compare on: give --data NAME, or --features FILE and --labels FILE.");
        if (parsed.GetValue(named.DataDirectory) is not null)
            throw new InputException($"{named.DataDirectory.Name} belongs to --data NAME; leave it out for data of your own.");
        if (featureFile is null || labelFile is null)
            throw new InputException($"{(labelFile is null ? "--labels" : "--features")} FILE is missing; a comparison needs features and labels of the same items.");
        if (queryFile is null != queryLabelFile is null)
            throw new InputException($"{(queryFile is null ? "--query-features" : "--query-labels")} FILE is missing; queries need features and labels of the same items.");
        IReadOnlyList<string> chosen = Chosen(parsed, [Protocol.Split, Protocol.Unseen], "data of your own");
        InputOptions options = table.Read(parsed, session);
        LabeledData items = UserData.Load(featureFile, labelFile, options);
        (LabeledData train, LabeledData test) = queryFile is null
            ? ProtocolBuilder.HoldOut(items, session.Seed)
            : (items, UserData.Load(queryFile, queryLabelFile!, options));
        string dataset = Path.GetFileName(featureFile);
        return [.. chosen.Select(
            protocol => ProtocolBuilder.Build(
            dataset, protocol, session.Seed, train, test, options.Related!.ClassNames))];
    }

    private IReadOnlyList<string> Chosen(ParseResult parsed, IReadOnlyList<string> known, string data)
    {
        IReadOnlyList<string>? list = parsed.GetValue(protocols);
        string? one = parsed.GetValue(named.Protocol);
        if (list is not null && one is not null)
            throw new InputException($"Give either {protocols.Name} or {named.Protocol.Name}, not both.");
        IEnumerable<string> chosen = list ?? [one ?? known[0], Protocol.Unseen];
        foreach (string protocol in chosen)
        {
            if (!known.Contains(protocol))
                throw new InputException($"There is no protocol '{protocol}' for {data}; choose {string.Join(", ", known)}.");
        }
        return [.. chosen.Distinct()];
    }

    private static InputFileOption File(string name, string description) => new(name) { Description = description };
}
