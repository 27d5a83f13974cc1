// A file that cannot be used should be called by its name: people know their indexes by the class that wrote them.
namespace Vdsh.Search;

/// <summary>The four letters with which faiss begins a file, and the classes that write them.</summary>
internal static class FaissKinds
{
    /// <summary>Letters of a kind.</summary>
    public const int Letters = 4;

    // Kinds whose codes are read.
    private static readonly Dictionary<string, string> Binary = new(StringComparer.Ordinal)
    {
        ["IBxF"] = "IndexBinaryFlat",
        ["IBwF"] = "IndexBinaryIVF",
        ["IBHf"] = "IndexBinaryHNSW",
        ["IBHc"] = "IndexBinaryHNSWCagra",
        ["IBHh"] = "IndexBinaryHash",
        ["IBHm"] = "IndexBinaryMultiHash",
        ["IBMp"] = "IndexBinaryIDMap",
        ["IBM2"] = "IndexBinaryIDMap2",
    };

    // Kinds of float vectors, older spellings among them; those that share a class share its line.
    private static readonly (string Name, string[] Kinds)[] Float =
    [
        ("IndexFlat", ["IxFI", "IxF2", "IxFl"]),
        ("IndexFlatPanorama", ["IxFP", "IxFp", "IxRP"]),
        ("IndexLSH", ["IxHE", "IxHe"]),
        ("IndexPQ", ["IxPQ", "IxPo", "IxPq"]),
        ("IndexPQFastScan", ["IPfs"]),
        ("IndexScalarQuantizer", ["IxSQ"]),
        ("an additive quantizer", ["IxRQ", "IxRq", "IxLS", "IxPR", "IxPL", "ILfs", "IRfs", "IPLf", "IPRf", "ImRQ"]),
        ("Index2Layer", ["Ix2L"]),
        ("IndexLattice", ["IxLa"]),
        ("IndexRaBitQ", ["Ixrq", "Ixrr", "Irfs", "Irfn"]),
        ("IndexPreTransform", ["IxPT"]),
        ("IndexRefine", ["IxRF"]),
        ("IndexIDMap", ["IxMp", "IxM2"]),
        ("MultiIndexQuantizer", ["Imiq"]),
        ("IndexIVFFlat", ["IwFl", "IwFd", "IvFl", "IvFL", "IwPn", "IwP2"]),
        ("IndexIVFPQ", ["IwPQ", "IvPQ", "IwQR", "IvQR", "IwPf"]),
        ("IndexIVFScalarQuantizer", ["IwSQ", "IwSq", "IvSQ"]),
        ("IndexIVFSpectralHash", ["IwSh"]),
        ("IndexIVFIndependentQuantizer", ["IwIQ"]),
        ("IndexIVFRaBitQ", ["Iwrq", "Iwrr", "Iwrf", "Iwrn"]),
        ("an IVF of an additive quantizer", ["IwLS", "IwRQ", "IwPL", "IwPR", "IVLf", "IVRf", "NPLf", "NPRf"]),
        ("IndexHNSW", ["IHNf", "IHNp", "IHNs", "IHN2", "IHNc", "IHc2", "IHfP", "IH00"]),
        ("IndexNSG", ["INSf", "INSp", "INSs"]),
        ("IndexNNDescent", ["INNf"]),
        ("IndexRowwiseMinMax", ["IRMf", "IRMh"]),
        ("an IndexEE", ["IxEd", "IxEe", "IwEd", "IwEe"]),
        ("an SVS index", ["ILVQ", "ISVL", "ISV2", "ISVD", "ISVF", "ISIQ", "ISIL", "ISID"]),
    ];

    /// <summary>The class of a kind whose codes are read; null for others.</summary>
    public static string? BinaryName(string kind) => Binary.GetValueOrDefault(kind);

    /// <summary>Whether bytes begin a file of any kind.</summary>
    public static bool IsAny(ReadOnlySpan<byte> start) => start.Length >= Letters && KindOf(start) is { } kind
        && (Binary.ContainsKey(kind) || Refusal(kind) is not null);

    /// <summary>
    /// What a kind is whose codes are not read, for a message; null for one that faiss does not write, or that is read.
    /// </summary>
    public static string? Refusal(string kind)
    {
        if (kind == "IBFf")
            return "a binary index over an index of float vectors (IBFf, IndexBinaryFromFloat)";
        string? name = Array.Find(Float, entry => entry.Kinds.Contains(kind, StringComparer.Ordinal)).Name;
        return name is null ? null : $"an index of float vectors ({kind}, {name})";
    }

    /// <summary>The letters as text; null where they are none.</summary>
    public static string? KindOf(ReadOnlySpan<byte> start)
        => System.Text.Ascii.IsValid(start[..Letters]) ? System.Text.Encoding.ASCII.GetString(start[..Letters]) : null;
}
