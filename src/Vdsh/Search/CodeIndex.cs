// The one place that decides which kind of index suits a database.
using Vdsh.Codes;
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>Creates indexes.</summary>
public static class CodeIndex
{
    // A batched scan passes over billions of codes a second, so tables pay only for large databases.
    private const long TablesPayFrom = 1_000_000;
    private const int TablesPayUpToBits = 256;

    /// <summary>Creates an index and fills it.</summary>
    /// <param name="kind">Which kind; Auto asks <see cref="Choose"/>.</param>
    /// <param name="codes">The codes to begin with.</param>
    /// <param name="engine">Scans codes for the flat kind.</param>
    public static ICodeIndex Create(IndexKind kind, HashCodes codes, IHammingEngine engine)
    {
        if (kind == IndexKind.Auto)
            kind = Choose(codes.Count, codes.Bits);
        ICodeIndex index = kind switch
        {
            IndexKind.Flat => new HammingIndex(codes.Bits, engine),
            IndexKind.Mih => new MultiIndexHash(codes.Bits),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), $"{kind} is no kind of index."),
        };
        index.Add(codes);
        return index;
    }

    /// <summary>The rule behind Auto: multi-index hashing from a million codes of at most 256 bits on, a flat scan otherwise.</summary>
    /// <param name="count">Number of codes.</param>
    /// <param name="bits">Bits of a code.</param>
    public static IndexKind Choose(long count, int bits) => count >= TablesPayFrom && bits <= TablesPayUpToBits ? IndexKind.Mih : IndexKind.Flat;
}
