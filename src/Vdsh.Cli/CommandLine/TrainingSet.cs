// What a training set was is kept in the model, so that an evaluation can tell whether its queries were unseen.
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

/// <summary>Items to train on and where they came from.</summary>
/// <param name="Name">Name of the data set, or the feature file's name.</param>
/// <param name="Protocol">Name of the protocol that drew the items.</param>
/// <param name="Seed">Seed of that draw.</param>
/// <param name="Data">The items.</param>
internal sealed record TrainingSet(string Name, string Protocol, ulong Seed, LabeledData Data)
{
    public const string NameKey = "data", ProtocolKey = "protocol", SeedKey = "protocolSeed";

    /// <summary>The training items of a named data set under a protocol.</summary>
    public static TrainingSet Of(ProtocolSplit split) => new(split.Dataset, split.Protocol, split.Seed, split.Training);

    /// <summary>What a model remembers of its training set.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata =>
    [
        new(NameKey, Name), new(ProtocolKey, Protocol), new(SeedKey, Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
