// A search that takes as long as a test needs it to, without a large index.
using Vdsh.Codes;
using Vdsh.Search;

namespace Vdsh.Serve.Tests;

/// <summary>An index whose range searches with a limit, which is what the service asks for, begin when they are
/// let.</summary>
internal sealed class GatedIndex(ICodeIndex index) : ICodeIndex, IDisposable
{
    private readonly ManualResetEventSlim gate = new();

    public IndexKind Kind => index.Kind;

    public int Bits => index.Bits;

    public long Count => index.Count;

    private int searches;

    /// <summary>How many searches began.</summary>
    public int Searches => Volatile.Read(ref searches);

    private Exception? Failure { get; init; }

    private bool IsForBatches { get; init; }

    /// <summary>An index where single queries need not wait.</summary>
    public static GatedIndex ForBatches(ICodeIndex index) => new(index) { IsForBatches = true };

    /// <summary>An index whose searches are counted and do not wait.</summary>
    public static GatedIndex Counting(ICodeIndex index)
    {
        var counting = new GatedIndex(index);
        counting.Open();
        return counting;
    }

    /// <summary>An index whose searches fail at once.</summary>
    public static GatedIndex Failing(ICodeIndex index, Exception failure)
    {
        GatedIndex failing = new(index) { Failure = failure };
        failing.Open();
        return failing;
    }

    public void Open() => gate.Set();

    public RadiusResult SearchRadius(HashCodes queries, int radius, int limit, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref searches);
        if (!IsForBatches || queries.Count > 1)
            gate.Wait(cancellation);
        return Failure is null ? index.SearchRadius(queries, radius, limit, cancellation) : throw Failure;
    }

    public NearestResult Search(HashCodes queries, int k, CancellationToken cancellation = default)
        => index.Search(queries, k, cancellation);

    public ScoredResult SearchAsymmetric(QueryOutputs queries, int k, CancellationToken cancellation = default)
        => index.SearchAsymmetric(queries, k, cancellation);

    public RadiusResult SearchRadius(HashCodes queries, int radius, CancellationToken cancellation = default)
        => index.SearchRadius(queries, radius, cancellation);

    public void SearchRadius(
        HashCodes queries, int radius, RadiusHandler handler, CancellationToken cancellation = default)
        => index.SearchRadius(queries, radius, handler, cancellation);

    public void Add(HashCodes codes) => index.Add(codes);

    public void Add(HashCodes codes, ReadOnlySpan<long> ids) => index.Add(codes, ids);

    public int Remove(ReadOnlySpan<long> ids) => index.Remove(ids);

    public bool Contains(long id) => index.Contains(id);

    public void Dispose() => gate.Dispose();
}
