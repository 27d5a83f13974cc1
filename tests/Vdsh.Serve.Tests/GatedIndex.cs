// A search that takes as long as a test needs it to, without a large index.
using Vdsh.Codes;
using Vdsh.Search;

namespace Vdsh.Serve.Tests;

/// <summary>An index whose range searches with a limit, which is what the service asks for, begin when they are let.</summary>
internal sealed class GatedIndex(ICodeIndex index) : ICodeIndex, IDisposable
{
    private readonly ManualResetEventSlim gate = new();

    public IndexKind Kind => index.Kind;

    public int Bits => index.Bits;

    public long Count => index.Count;

    private Exception? Failure { get; init; }

    /// <summary>An index whose searches fail at once.</summary>
    public static GatedIndex Failing(ICodeIndex index, Exception failure)
    {
        var failing = new GatedIndex(index) { Failure = failure };
        failing.Open();
        return failing;
    }

    public void Open() => gate.Set();

    public RadiusResult SearchRadius(HashCodes queries, int radius, int limit)
    {
        gate.Wait();
        return Failure is null ? index.SearchRadius(queries, radius, limit) : throw Failure;
    }

    public NearestResult Search(HashCodes queries, int k) => index.Search(queries, k);

    public RadiusResult SearchRadius(HashCodes queries, int radius) => index.SearchRadius(queries, radius);

    public void SearchRadius(HashCodes queries, int radius, RadiusHandler handler) => index.SearchRadius(queries, radius, handler);

    public void Add(HashCodes codes) => index.Add(codes);

    public void Add(HashCodes codes, ReadOnlySpan<long> ids) => index.Add(codes, ids);

    public int Remove(ReadOnlySpan<long> ids) => index.Remove(ids);

    public bool Contains(long id) => index.Contains(id);

    public void Dispose() => gate.Dispose();
}
