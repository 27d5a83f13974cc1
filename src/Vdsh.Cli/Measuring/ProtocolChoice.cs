// A model remembers the name of what it was trained on; an evaluation takes the same items where nothing else is asked
// for, and says where they differ.
using System.Globalization;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.Measuring;

/// <summary>The protocol and the seed of an evaluation, with what a reader should know about the choice.</summary>
/// <param name="Protocol">Name of the protocol.</param>
/// <param name="Seed">Seed of its draws.</param>
/// <param name="IsOfTraining">Whether the model says that it was trained on the training items of these.</param>
/// <param name="Notes">Sentences for the reader.</param>
internal sealed record ProtocolChoice(string? Protocol, ulong Seed, bool IsOfTraining, IReadOnlyList<string> Notes)
{
    // Names come out of a file and go into a sentence.
    private const int LongestName = 200;

    /// <summary>Takes what was asked for, else what the model was trained under.</summary>
    /// <param name="model">The model, with its training set in the metadata.</param>
    /// <param name="data">The data set to evaluate on.</param>
    /// <param name="asked">The protocol asked for, or null.</param>
    /// <param name="seed">The seed asked for, or null.</param>
    /// <param name="defaultSeed">The seed where neither the user nor the model names one.</param>
    /// <exception cref="InputException">Unseen items were asked for, but the model was not trained on the half that leaves them unseen.</exception>
    public static ProtocolChoice For(HashModel model, string data, string? asked, ulong? seed, ulong defaultSeed)
    {
        data = DatasetCatalog.FullName(data);
        string trainedOn = model.Metadata.GetValueOrDefault(TrainingSet.NameKey, "unknown data");
        string trainedProtocol = model.Metadata.GetValueOrDefault(TrainingSet.ProtocolKey, "unknown");
        bool hasSeed = ulong.TryParse(model.Metadata.GetValueOrDefault(TrainingSet.SeedKey), NumberStyles.None, CultureInfo.InvariantCulture, out ulong trainedSeed);
        bool known = trainedOn == data && hasSeed;
        string protocol = asked ?? (known ? trainedProtocol : DatasetCatalog.ProtocolsOf(data)[0]);
        ulong chosen = seed ?? (known ? trainedSeed : defaultSeed);
        bool same = known && protocol == trainedProtocol && chosen == trainedSeed;
        string training = MessageText.Escape($"{trainedOn}, protocol {trainedProtocol}", LongestName) + $"{(hasSeed ? $", seed {trainedSeed}" : "")}";
        if (protocol == Data.Protocol.Unseen && !same)
        {
            throw new InputException(
                $"--protocol unseen with seed {chosen} needs a model trained on the matching half of {data}, but this one was trained on {training}; "
                + $"train it with 'vdsh train --data {data} --protocol unseen --seed {chosen}'.");
        }
        bool isOfTraining = same || IsFixed(protocol) && known && IsFixed(trainedProtocol);
        string note = $"The model was trained on {training}, not on the training items of this protocol.";
        return new ProtocolChoice(protocol, chosen, isOfTraining, isOfTraining ? [] : [note]);
    }

    // These protocols draw nothing, so that every seed means the same items.
    private static bool IsFixed(string protocol) => protocol is Data.Protocol.Full or Data.Protocol.CifarII;
}
