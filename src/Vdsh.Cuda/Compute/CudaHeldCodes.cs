// A database that is searched again and again crosses the bus once.
using Vdsh.Compute;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>Codes in device memory.</summary>
internal sealed class CudaHeldCodes : IHeldCodes
{
    private readonly CudaBackend owner;
    private readonly CudaDeviceVariable<ulong> memory;
    private readonly int bits;

    /// <summary>Allocates; the backend brings the codes.</summary>
    public CudaHeldCodes(CudaBackend owner, CudaContext context, int words, int bits)
    {
        this.owner = owner;
        this.bits = bits;
        Words = words;
        memory = new CudaDeviceVariable<ulong>(context, Math.Max(1, words));
    }

    /// <summary>Words of all codes.</summary>
    public int Words { get; }

    /// <summary>Address of the first word.</summary>
    /// <exception cref="ObjectDisposedException">The codes were let go of.</exception>
    public nuint Address => memory.DevicePointer;

    /// <inheritdoc/>
    public void Counts(ReadOnlySpan<ulong> queries, Span<int> counts) => owner.Counts(queries, new ScannedCodes(this), bits, counts);

    /// <inheritdoc/>
    public void Nearest(ReadOnlySpan<ulong> queries, int k, Span<int> ids, Span<int> distances) =>
        owner.Nearest(queries, new ScannedCodes(this), bits, k, ids, distances);

    /// <inheritdoc/>
    public void CountWithin(ReadOnlySpan<ulong> queries, int radius, Span<int> counts) =>
        owner.CountWithin(queries, new ScannedCodes(this), bits, radius, counts);

    /// <inheritdoc/>
    public void CollectWithin(ReadOnlySpan<ulong> queries, int radius, ReadOnlySpan<long> offsets, Span<int> ids, Span<int> distances) =>
        owner.CollectWithin(queries, new ScannedCodes(this), bits, radius, offsets, ids, distances);

    /// <inheritdoc/>
    public void Dispose()
    {
        using Turns.Turn turn = owner.TakeToFree();
        memory.Dispose();
    }
}
