// Two trainings are the same when everything that shapes the weights is the same; a checkpoint of another one must not be continued.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>The options and a fingerprint of the data, as strings.</summary>
internal static class TrainingIdentity
{
    /// <summary>What a checkpoint records and a resumed run compares. <c>Until</c> is left out: it decides when to stop, not what is learned.</summary>
    public static IReadOnlyDictionary<string, string> Describe(TrainingOptions options, int sweeps, LabeledData data, Standardization standardization) => new Dictionary<string, string>
    {
        ["objective"] = options.Objective,
        ["bits"] = Text(options.Bits),
        ["layers"] = Text(options.HiddenLayers),
        ["firstLayers"] = Text(options.EffectiveFirstLayers),
        ["width"] = Text(options.Width),
        ["sweeps"] = Text(sweeps),
        ["batch"] = Text(options.Batch),
        ["fullBatch"] = Text(options.FullBatch),
        ["seed"] = Text(options.Seed),
        ["dropout"] = Text(options.EffectiveInputDropout(data.Count)),
        ["mixup"] = Text(options.EffectiveMixup),
        ["alpha"] = Text(options.EffectiveAlpha),
        ["momentum"] = Text(options.Momentum),
        ["eta"] = Text(options.Eta),
        ["weightDecay"] = Text(options.EffectiveWeightDecay),
        ["trustRegion"] = Text(options.TrustRegion),
        // Not options, but versions differ in them.
        ["decayTarget"] = "identity",
        ["momentsEvery"] = Text(PreconditionerSchedule.SamplePeriod),
        ["inversesEvery"] = Text(PreconditionerSchedule.Period),
        ["rows"] = Text(data.Count),
        ["data"] = Fingerprint(data.Labels, standardization),
    };

    private static string Text(IConvertible value) => value.ToString(CultureInfo.InvariantCulture);

    // The mean and the scale see every feature of every row, the labels are hashed one by one.
    private static string Fingerprint(LabelSet labels, Standardization standardization)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(standardization.Mean));
        hash.AppendData(MemoryMarshal.AsBytes([standardization.Scale]));
        float[] indicators = new float[labels.ClassCount];
        for (int row = 0; row < labels.Count; row++)
        {
            labels.CopyIndicators(row, indicators);
            hash.AppendData(MemoryMarshal.AsBytes<float>(indicators));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
