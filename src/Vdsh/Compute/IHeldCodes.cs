// A database that is searched again and again should not travel to a device each time.
namespace Vdsh.Compute;

/// <summary>
/// Codes that an engine holds where it scans them: the scans of <see cref="IHammingEngine"/> over them, with the same
/// results. Disposing lets go of the memory.
/// <para>Thread safety: safe for concurrent use; scans take turns at the engine, and after disposal throw <see
/// cref="ObjectDisposedException"/>.</para>
/// </summary>
public interface IHeldCodes : IDisposable
{
    /// <summary><see cref="IHammingEngine.HammingCounts"/>.</summary>
    void Counts(ReadOnlySpan<ulong> queries, Span<int> counts);

    /// <summary><see cref="IHammingEngine.HammingNearest"/>.</summary>
    void Nearest(ReadOnlySpan<ulong> queries, int k, Span<int> ids, Span<int> distances);

    /// <summary><see cref="IHammingEngine.HammingCountWithin"/>.</summary>
    void CountWithin(ReadOnlySpan<ulong> queries, int radius, Span<int> counts);

    /// <summary><see cref="IHammingEngine.HammingCollectWithin"/>.</summary>
    void CollectWithin(ReadOnlySpan<ulong> queries, int radius, ReadOnlySpan<long> offsets, Span<int> ids, Span<int> distances);
}
