// An engine with memory of its own gets the codes of an index once, not with every search.
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>
/// The scans of an index over its snapshots. Where the engine holds codes, those of the snapshot that was searched last stay with it, and searches wait for
/// each other; elsewhere nothing is kept and nothing waits.
/// </summary>
internal sealed class SnapshotScans(IHammingEngine engine, int bits) : IDisposable
{
    private readonly Turns turns = new(nameof(HammingIndex));
    private CodeSnapshot? snapshot;
    private IHeldCodes? held;
    private bool isDisposed;

    /// <summary>Threads for scans that only the CPU does: those of a CPU engine, else all processors.</summary>
    public int Threads { get; } = engine is CpuBackend cpu ? cpu.Threads : Environment.ProcessorCount;

    public void Counts(
        CodeSnapshot codes, ReadOnlySpan<ulong> queries, Span<int> counts, CancellationToken cancellation)
    {
        using Scan scan = Take(codes);
        if (scan.Held is { } there)
            there.Counts(queries, counts);
        else
            EngineFor(codes, cancellation).HammingCounts(queries, codes.Words, bits, counts);
    }

    public void Nearest(CodeSnapshot codes, ReadOnlySpan<ulong> queries, int k, Span<int> rows, Span<int> distances,
        CancellationToken cancellation)
    {
        using Scan scan = Take(codes);
        if (scan.Held is { } there)
            there.Nearest(queries, k, rows, distances);
        else
            EngineFor(codes, cancellation).HammingNearest(queries, codes.Words, bits, k, rows, distances);
    }

    /// <summary>Counts, and where it costs no second pass and there is room, collects.</summary>
    /// <returns>Whether rows and distances were collected.</returns>
    public bool FindWithin(CodeSnapshot codes, ReadOnlySpan<ulong> queries, int radius, Span<int> counts,
        Span<int> rows, Span<int> distances,
        CancellationToken cancellation)
    {
        using Scan scan = Take(codes);
        if (scan.Held is not { } there)
            return EngineFor(codes, cancellation).HammingFindWithin(
                queries, codes.Words, bits, radius, counts, rows, distances);
        there.CountWithin(queries, radius, counts);
        return false;
    }

    public void CollectWithin(CodeSnapshot codes, ReadOnlySpan<ulong> queries, int radius, ReadOnlySpan<long> offsets,
        Span<int> rows, Span<int> distances,
        CancellationToken cancellation)
    {
        using Scan scan = Take(codes);
        if (scan.Held is { } there)
            there.CollectWithin(queries, radius, offsets, rows, distances);
        else
            EngineFor(codes, cancellation).HammingCollectWithin(
                queries, codes.Words, bits, radius, offsets, rows, distances);
    }

    /// <summary>
    /// Lets go of what the engine holds, once a running search ends; searches that had begun go on without it.
    /// </summary>
    public void Dispose()
    {
        using Turns.Turn turn = turns.Take();
        isDisposed = true;
        LetGo();
    }

    private IHammingEngine EngineFor(CodeSnapshot codes, CancellationToken cancellation)
        => engine.With(codes.CheckFor(cancellation));

    private Scan Take(CodeSnapshot codes)
    {
        if (!engine.HoldsCodes)
            return default;
        Turns.Turn turn = turns.Take();
        try
        {
            if (snapshot != codes && !isDisposed)
            {
                LetGo();
                held = engine.HoldCodes(codes.Words, bits);
                snapshot = codes;
            }
            return new Scan(turn, held);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private void LetGo()
    {
        held?.Dispose();
        held = null;
        snapshot = null;
    }

    // default: nobody waits, and nothing is held.
    private readonly ref struct Scan(Turns.Turn turn, IHeldCodes? held)
    {
        private readonly Turns.Turn turn = turn;

        public IHeldCodes? Held { get; } = held;

        public void Dispose() => turn.Dispose();
    }
}
