// Features and labels of the same items travel together.
namespace Vdsh.Data;

/// <summary>Items with their labels: row i of <see cref="Features"/> belongs to row i of <see cref="Labels"/>.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class LabeledData
{
    /// <summary>Joins features and labels.</summary>
    /// <exception cref="InputException">The numbers of rows differ.</exception>
    public LabeledData(FeatureMatrix features, LabelSet labels)
    {
        if (features.Rows != labels.Count)
            throw new InputException($"There are {features.Rows} feature rows but {labels.Count} labels; both files must describe the same items in the same order.");
        Features = features;
        Labels = labels;
    }

    /// <summary>n x d features.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>n labels (or label sets).</summary>
    public LabelSet Labels { get; }

    /// <summary>Pictures of the items; null where there are none.</summary>
    /// <exception cref="ArgumentException">Set to another number of pictures than items.</exception>
    public ItemImages? Images
    {
        get;
        init => field = value is null || value.Count == Count ? value : throw new ArgumentException($"There are {value.Count} pictures but {Count} items.", nameof(value));
    }

    /// <summary>Number of items n.</summary>
    public int Count => Labels.Count;

    /// <summary>A view of the given rows, in the given order.</summary>
    public LabeledData Select(int[] rows) => new(Features.Select(rows), Labels.Select(rows)) { Images = Images?.Select(rows) };

    /// <summary>A view of these items followed by others. It has pictures if both parts have.</summary>
    /// <exception cref="InputException">The numbers of feature columns differ, or one part is multi-label and the other is not.</exception>
    public LabeledData Concatenate(LabeledData other) => new(Features.Concatenate(other.Features), Labels.Concatenate(other.Labels))
    {
        Images = Images is not null && other.Images is not null ? Images.Concatenate(other.Images) : null,
    };
}
