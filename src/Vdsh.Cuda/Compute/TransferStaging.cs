// All values go between host and device here: through page-locked memory, uploads overlapping the work that runs meanwhile.
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda.Compute;

/// <summary>
/// Four slots in turn, because a mini-batch uploads up to so many matrices. The copy stream fills a slot's device buffer while the compute stream
/// works; the compute stream then moves the values to their place, so that the place itself may still be in use when the upload starts. The host
/// waits only for the slot it wants to fill again, and not where it has waited for the compute stream since: within a training, the loss of the
/// mini-batch before has come home by then.
/// </summary>
internal sealed unsafe class TransferStaging : IDisposable
{
    private const int ChunkBytes = 16 << 20;

    // Longer rows are cut themselves.
    private const int MostColumnsAtOnce = ChunkBytes / sizeof(float);

    private const int Slots = 4;

    private readonly CudaStream compute;
    private readonly CudaStream copy;
    private readonly ElementwiseKernels kernels;
    private readonly List<StagingSlot> slots = [];
    private int next;

    /// <param name="context">Where.</param>
    /// <param name="compute">The stream that uses the values.</param>
    /// <param name="copy">The stream that brings them.</param>
    /// <param name="kernels">Packs and unpacks rows, which are padded on the device.</param>
    public TransferStaging(CudaContext context, CudaStream compute, CudaStream copy, ElementwiseKernels kernels)
    {
        this.kernels = kernels;
        this.compute = compute;
        this.copy = copy;
        try
        {
            while (slots.Count < Slots)
                slots.Add(new StagingSlot(context));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Copies host values to a matrix of the same shape; the source may change once this returns.</summary>
    public void Upload(ReadOnlySpan2D<float> source, DeviceView destination)
    {
        if (destination.IsEmpty)
            return;
        if (destination.Columns > MostColumnsAtOnce)
        {
            for (int row = 0; row < destination.Rows; row++)
                Upload(source.GetRowSpan(row), Rows(destination, row, 1).Data);
            return;
        }
        int rowBytes = destination.Columns * sizeof(float), rowsAtOnce = ChunkBytes / rowBytes;
        for (int first = 0; first < destination.Rows; first += rowsAtOnce)
        {
            int rows = Math.Min(rowsAtOnce, destination.Rows - first);
            StagingSlot slot = Take((long)rows * rowBytes);
            for (int row = 0; row < rows; row++)
                MemoryMarshal.AsBytes(source.GetRowSpan(first + row)).CopyTo(new Span<byte>((byte*)slot.Host + ((long)row * rowBytes), rowBytes));
            Send(slot, (long)rows * rowBytes);
            kernels.Copy(Packed(slot, rows, destination.Columns), Rows(destination, first, rows));
            slot.Taken.Record(compute);
        }
    }

    /// <summary>Copies host values to device memory.</summary>
    public void Upload<T>(ReadOnlySpan<T> source, nuint destination) where T : unmanaged
    {
        TransferPieces pieces = new(source.Length, sizeof(T), ChunkBytes);
        while (pieces.MoveNext())
        {
            StagingSlot slot = Take(pieces.Bytes);
            source.Slice(pieces.First, pieces.Count).CopyTo(new Span<T>((void*)slot.Host, pieces.Count));
            Send(slot, pieces.Bytes);
            nuint target = destination + pieces.Offset;
            DriverNative.cuMemcpyDtoDAsync_v2(target, slot.Device, (nuint)pieces.Bytes, compute.Stream).ThrowIfFailed();
            slot.Taken.Record(compute);
        }
    }

    /// <summary>Copies host values straight to device memory, beside whatever the compute stream does.</summary>
    /// <param name="source">May change once this returns.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="free">The copies wait for it.</param>
    /// <param name="arrived">Marks their end; whoever uses the values waits for it.</param>
    public void Prefetch<T>(ReadOnlySpan<T> source, nuint destination, CudaEvent free, CudaEvent arrived) where T : unmanaged
    {
        copy.WaitEvent(free);
        TransferPieces pieces = new(source.Length, sizeof(T), ChunkBytes);
        while (pieces.MoveNext())
        {
            StagingSlot slot = Take(pieces.Bytes);
            source.Slice(pieces.First, pieces.Count).CopyTo(new Span<T>((void*)slot.Host, pieces.Count));
            nuint target = destination + pieces.Offset;
            DriverNative.cuMemcpyHtoDAsync_v2(target, (void*)slot.Host, (nuint)pieces.Bytes, copy.Stream)
                .ThrowIfFailed();
            slot.Filled.Record(copy);
            slot.Sent = StagingSlot.SentAside;
        }
        arrived.Record(copy);
    }

    /// <summary>Waits for everything queued and leaves a failure of it to the next call.</summary>
    public void Drain()
    {
        copy.Drain();
        compute.Drain();
    }

    /// <summary>Copies a matrix to host memory of the same shape, after all work queued before.</summary>
    public void Download(DeviceView source, Span2D<float> destination)
    {
        if (source.IsEmpty)
            return;
        if (source.Columns > MostColumnsAtOnce)
        {
            for (int row = 0; row < source.Rows; row++)
                Download(Rows(source, row, 1).Data, destination.GetRowSpan(row));
            return;
        }
        int rowBytes = source.Columns * sizeof(float), rowsAtOnce = ChunkBytes / rowBytes;
        for (int first = 0; first < source.Rows; first += rowsAtOnce)
        {
            int rows = Math.Min(rowsAtOnce, source.Rows - first);
            StagingSlot slot = Take((long)rows * rowBytes);
            kernels.Copy(Rows(source, first, rows), Packed(slot, rows, source.Columns));
            DriverNative.cuMemcpyDtoHAsync_v2((void*)slot.Host, slot.Device, (nuint)rows * (nuint)rowBytes, compute.Stream).ThrowIfFailed();
            compute.Synchronize();
            for (int row = 0; row < rows; row++)
                new Span<byte>((byte*)slot.Host + ((long)row * rowBytes), rowBytes).CopyTo(MemoryMarshal.AsBytes(destination.GetRowSpan(first + row)));
        }
    }

    /// <summary>Copies device memory to the host, after all work queued before.</summary>
    public void Download<T>(nuint source, Span<T> destination) where T : unmanaged
    {
        TransferPieces pieces = new(destination.Length, sizeof(T), ChunkBytes);
        while (pieces.MoveNext())
        {
            StagingSlot slot = Take(pieces.Bytes);
            nuint from = source + pieces.Offset;
            DriverNative.cuMemcpyDtoHAsync_v2((void*)slot.Host, from, (nuint)pieces.Bytes, compute.Stream)
                .ThrowIfFailed();
            compute.Synchronize();
            new Span<T>((void*)slot.Host, pieces.Count).CopyTo(destination.Slice(pieces.First, pieces.Count));
        }
    }

    /// <summary>Frees all slots; all work must be done.</summary>
    public void Dispose()
    {
        foreach (StagingSlot slot in slots)
            slot.Dispose();
    }

    private static DeviceView Rows(DeviceView matrix, int first, int count) =>
        new(matrix.Data + ((nuint)first * (nuint)matrix.Stride * sizeof(float)), matrix.Stride, count, matrix.Columns);

    private static DeviceView Packed(StagingSlot slot, int rows, int columns) => new(slot.Device, columns, rows, columns);

    private StagingSlot Take(long bytes)
    {
        StagingSlot slot = slots[next];
        next = (next + 1) % Slots;
        slot.Reserve(bytes, compute.Synchronizations);
        return slot;
    }

    private void Send(StagingSlot slot, long bytes)
    {
        copy.WaitEvent(slot.Taken);
        DriverNative.cuMemcpyHtoDAsync_v2(slot.Device, (void*)slot.Host, (nuint)bytes, copy.Stream).ThrowIfFailed();
        slot.Filled.Record(copy);
        compute.WaitEvent(slot.Filled);
        slot.Sent = compute.Synchronizations;
    }
}
