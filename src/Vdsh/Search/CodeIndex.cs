// The one place that decides which kind of index suits a database.
using Vdsh.Codes;
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>Creates indexes.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class CodeIndex
{
    private const int UsualK = 10;

    /// <summary>Creates an index and fills it.</summary>
    /// <param name="kind">Which kind; Auto asks <see cref="Choose"/> for single queries of 10 neighbours.</param>
    /// <param name="codes">The codes to begin with.</param>
    /// <param name="engine">Scans codes for the flat kind.</param>
    public static ICodeIndex Create(IndexKind kind, HashCodes codes, IHammingEngine engine)
    {
        if (kind == IndexKind.Auto)
            kind = Choose(codes, UsualK, batch: 1, engine).Kind;
        ICodeIndex index = Empty(kind, codes.Bits, engine);
        index.Add(codes);
        return index;
    }

    /// <summary>Creates an empty index.</summary>
    /// <param name="kind">Flat or Mih.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="engine">Scans codes for the flat kind.</param>
    public static ICodeIndex Empty(IndexKind kind, int bits, IHammingEngine engine) => kind switch
    {
        IndexKind.Flat => new HammingIndex(bits, engine),
        IndexKind.Mih => new MultiIndexHash(bits),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), $"{kind} is no kind of index."),
    };

    /// <summary>
    /// The rule behind Auto: estimates, with rates measured on this machine and for these codes, how long both kinds of index take for a batch of queries.
    /// It takes as long as a few dozen queries.
    /// </summary>
    /// <param name="codes">The database.</param>
    /// <param name="k">Neighbours that queries will ask for.</param>
    /// <param name="batch">Queries that will be answered together.</param>
    /// <param name="engine">Scans codes for the flat kind.</param>
    /// <param name="batches">Batches that share the cost of building tables; by default that is not counted.</param>
    /// <param name="threads">Threads for multi-index hashing; 0: all processors.</param>
    /// <param name="cancellation">Ends the choice.</param>
    public static IndexChoice Choose(
        HashCodes codes, int k, int batch, IHammingEngine engine, long batches = long.MaxValue, int threads = 0,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batches);
        return IndexChooser.Choose(
            codes, k, batch, batches, engine, threads > 0 ? threads : Environment.ProcessorCount, cancellation);
    }
}
