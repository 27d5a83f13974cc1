// What the catalog knows about a data set: its files, where they come from, and how they make training and test items.
namespace Vdsh.Data;

internal sealed class NamedDataset
{
    /// <summary>The name users give.</summary>
    public required string Name { get; init; }

    /// <summary>The folder of its files below a data folder; empty for an embedded data set.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Its files, in the order in which <see cref="Load"/> receives them.</summary>
    public DatasetFile[] Files { get; init; } = [];

    /// <summary>Pictures of its items, which need not be there; null where it has none of their own.</summary>
    public DatasetFile? Pictures { get; init; }

    /// <summary>The official source and anything one must know to provide the files, as a sentence without full stop.</summary>
    public string Source { get; init; } = "";

    /// <summary>The protocols that make sense, the default first.</summary>
    public required string[] Protocols { get; init; }

    /// <summary>Names of the classes in their order; empty where they have none but their numbers.</summary>
    public string[] ClassNames { get; init; } = [];

    /// <summary>Makes the training and test items; gets the loaded files' opener and the seed.</summary>
    public required Func<DatasetOpener, ulong, (LabeledData Train, LabeledData Test)> Load { get; init; }
}
