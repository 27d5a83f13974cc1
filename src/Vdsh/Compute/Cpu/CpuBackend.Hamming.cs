// Hamming scans keep no state in the backend, so unlike the matrix operations they may be called from several threads at once.
using Vdsh.Compute.Cpu;
using Vdsh.Data;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend : IGuardedEngine
{
    private HammingScan? scan;

    private HammingScan Scan => scan ??= new HammingScan(Threads, widthAsked switch
    {
        // A width that was asked for is meant for tests and measurements, and is that of managed code.
        VectorWidth.Bits128 => HammingKernel.Vector128,
        VectorWidth.Bits256 when HammingKernelSupport.IsSupported(HammingKernel.Vector256) => HammingKernel.Vector256,
        VectorWidth.Bits512 => HammingKernelSupport.BestManaged,
        _ => HammingKernelSupport.Best,
    });

    IHammingEngine IGuardedEngine.Guarded(Action check) => Scan.Guarded(check);

    /// <inheritdoc/>
    public void HammingDistances(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<ushort> distances)
        => Scan.HammingDistances(queries, database, bits, distances);

    /// <inheritdoc/>
    public void HammingHistogram(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, LabelSet queryLabels, LabelSet databaseLabels,
        int grades, ReadOnlySpan<int> excluded, Span<int> counts)
        => Scan.HammingHistogram(queries, database, bits, queryLabels, databaseLabels, grades, excluded, counts);

    /// <inheritdoc/>
    public void HammingCounts(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<int> counts)
        => Scan.HammingCounts(queries, database, bits, counts);

    /// <inheritdoc/>
    public void HammingNearest(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int k, Span<int> ids, Span<int> distances)
        => Scan.HammingNearest(queries, database, bits, k, ids, distances);

    /// <inheritdoc/>
    public void HammingCountWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts)
        => Scan.HammingCountWithin(queries, database, bits, radius, counts);

    /// <inheritdoc/>
    public bool HammingFindWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts, Span<int> ids, Span<int> distances)
        => Scan.HammingFindWithin(queries, database, bits, radius, counts, ids, distances);

    /// <inheritdoc/>
    public void HammingCollectWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, ReadOnlySpan<long> offsets,
        Span<int> ids, Span<int> distances)
        => Scan.HammingCollectWithin(queries, database, bits, radius, offsets, ids, distances);
}
