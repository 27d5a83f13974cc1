// Where training items come from: a named data set, or the user's two files.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal sealed class DataOptions
{
    private readonly NamedDataOptions named = new();
    private readonly InputFileOption features = new("--features")
    {
        Description = "Features of your own data, one row an item: .npy, .npz, IDX or CSV, each also gzipped; - reads "
            + "standard input.",
    };
    private readonly InputFileOption labels = new("--labels")
    {
        Description = "Labels of the same items: n class numbers, in CSV also n class names, or an n x C matrix of 0 "
            + "and 1 for several labels an item.",
    };

    private readonly TableOptions table = new();

    public void AddTo(Command command)
    {
        named.AddTo(command);
        command.Add(features);
        command.Add(labels);
        table.AddTo(command);
    }

    /// <summary>Loads the items to train on.</summary>
    /// <exception cref="InputException">No data, too many or unusable ones were named.</exception>
    public TrainingSet LoadTraining(ParseResult parsed, CommandSession session)
    {
        string? name = parsed.GetValue(named.Data), featureFile = parsed.GetValue(features), labelFile = parsed.GetValue(labels);
        if (name is not null && (featureFile ?? labelFile) is not null)
            throw new InputException("Give either --data NAME or --features FILE with --labels FILE, not both.");
        if (name is not null)
        {
            table.RequireAbsent(parsed, "--data");
            return TrainingSet.Of(named.Load(parsed, session.Seed));
        }
        if (featureFile is null && labelFile is null)
            throw new InputException("There is nothing to train on: give --data NAME, or --features FILE and --labels FILE.");
        named.RequireAbsent(parsed);
        if (featureFile is null || labelFile is null)
            throw new InputException($"{(labelFile is null ? "--labels" : "--features")} FILE is missing; training needs features and labels of the same items.");
        LabeledData items = UserData.Load(featureFile, labelFile, table.Read(parsed, session));
        return new TrainingSet(Path.GetFileName(featureFile), Protocol.Split, session.Seed, items);
    }
}
