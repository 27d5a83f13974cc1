// An engine with memory of its own gets the codes of an index once, not with every search.
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>
/// The scans of an index over its snapshots. Where the engine holds codes, those of the snapshot that was searched last stay with it, and searches wait for
/// each other; elsewhere nothing is kept and nothing waits.
/// </summary>
internal sealed class SnapshotScans(IHammingEngine engine, int bits) : IDisposable
{
    private readonly Lock turns = new();
    private CodeSnapshot? snapshot;
    private IHeldCodes? held;

    public void Counts(
        CodeSnapshot codes, ReadOnlySpan<ulong> queries, Span<int> counts, CancellationToken cancellation)
    {
        using Turn turn = Take(codes);
        if (turn.Held is { } there)
            there.Counts(queries, counts);
        else
            EngineFor(codes, cancellation).HammingCounts(queries, codes.Words, bits, counts);
    }

    public void Nearest(CodeSnapshot codes, ReadOnlySpan<ulong> queries, int k, Span<int> rows, Span<int> distances,
        CancellationToken cancellation)
    {
        using Turn turn = Take(codes);
        if (turn.Held is { } there)
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
        using Turn turn = Take(codes);
        if (turn.Held is not { } there)
            return EngineFor(codes, cancellation).HammingFindWithin(
                queries, codes.Words, bits, radius, counts, rows, distances);
        there.CountWithin(queries, radius, counts);
        return false;
    }

    public void CollectWithin(CodeSnapshot codes, ReadOnlySpan<ulong> queries, int radius, ReadOnlySpan<long> offsets,
        Span<int> rows, Span<int> distances,
        CancellationToken cancellation)
    {
        using Turn turn = Take(codes);
        if (turn.Held is { } there)
            there.CollectWithin(queries, radius, offsets, rows, distances);
        else
            EngineFor(codes, cancellation).HammingCollectWithin(
                queries, codes.Words, bits, radius, offsets, rows, distances);
    }

    /// <summary>Lets go of what the engine holds, once a running search ends; a later search hands it over again.</summary>
    public void Dispose()
    {
        lock (turns)
            LetGo();
    }

    private IHammingEngine EngineFor(CodeSnapshot codes, CancellationToken cancellation)
        => engine.With(codes.CheckFor(cancellation));

    private Turn Take(CodeSnapshot codes)
    {
        if (!engine.HoldsCodes)
            return default;
        turns.Enter();
        try
        {
            if (snapshot != codes)
            {
                LetGo();
                held = engine.HoldCodes(codes.Words, bits);
                snapshot = codes;
            }
            return new Turn(turns, held);
        }
        catch
        {
            turns.Exit();
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
    private readonly ref struct Turn(Lock? turns, IHeldCodes? held)
    {
        public IHeldCodes? Held => held;

        public void Dispose() => turns?.Exit();
    }
}
