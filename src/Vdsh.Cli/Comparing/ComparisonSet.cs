// Results of other items are other results, whatever the data set is called; so the items themselves are hashed.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Comparing;

/// <summary>Items under a protocol, with their fingerprint.</summary>
internal sealed class ComparisonSet(ProtocolSplit split)
{
    /// <summary>The items.</summary>
    public ProtocolSplit Split => split;

    /// <summary>16 hexadecimal digits made of every feature and label that is trained on, searched with or searched in.</summary>
    public string Fingerprint { get; } = Hash(split);

    /// <summary>How the items overlap.</summary>
    public ItemOverlap Overlap { get; } =
        ItemOverlap.Of(split.Queries.Features, split.Database.Features, ItemHashes.Of(split.Training.Features));

    private static string Hash(ProtocolSplit split)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, split.Training);
        Append(hash, split.Queries);
        // Often the database is the training set; its rows then are in the hash already.
        if (!ReferenceEquals(split.Database, split.Training))
            Append(hash, split.Database);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Append(IncrementalHash hash, LabeledData items)
    {
        hash.AppendData(MemoryMarshal.AsBytes([items.Count, items.Features.Columns, items.Labels.ClassCount]));
        float[] row = new float[items.Features.Columns], indicators = new float[items.Labels.ClassCount];
        for (int i = 0; i < items.Count; i++)
        {
            items.Features.CopyRow(i, row);
            items.Labels.CopyIndicators(i, indicators);
            hash.AppendData(MemoryMarshal.AsBytes<float>(row));
            hash.AppendData(MemoryMarshal.AsBytes<float>(indicators));
        }
    }
}
