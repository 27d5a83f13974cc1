// The CUDA backend's matrices: device memory with rows padded to whole memory transactions.
using Vdsh.Compute;
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda.Compute;

/// <summary>A row-major float32 matrix on the device, or a view of one.</summary>
internal sealed class CudaMatrix : DeviceMatrix
{
    // A warp reads 128 bytes at once where they are aligned.
    private const int RowGranule = 32;

    private readonly CudaDeviceVariable<float> memory;
    private readonly long offset;
    private readonly CudaBackend? owner;

    /// <summary>Allocates; the content is undefined.</summary>
    public CudaMatrix(CudaBackend owner, CudaContext context, int rows, int columns) : base(rows, columns)
    {
        Stride = checked((columns + RowGranule - 1) / RowGranule * RowGranule);
        memory = new CudaDeviceVariable<float>(context, Math.Max(1, (long)rows * Stride));
        this.owner = owner;
        Home = owner;
    }

    private CudaMatrix(CudaMatrix parent, int row, int column, int rows, int columns) : base(rows, columns)
    {
        Stride = parent.Stride;
        memory = parent.memory;
        offset = parent.offset + ((long)row * parent.Stride) + column;
        Home = parent.Home;
    }

    /// <summary>The backend that allocated the memory.</summary>
    public CudaBackend Home { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The whole memory, padding included.</summary>
    public CudaDeviceVariable<float> Memory => memory;

    /// <summary>Address of the first element.</summary>
    /// <exception cref="ObjectDisposedException">The owner of the memory was disposed.</exception>
    public nuint Data => memory.DevicePointer + (nuint)(offset * sizeof(float));

    /// <summary>As kernels take it.</summary>
    public DeviceView Whole => new(Data, Stride, Rows, Columns);

    public override DeviceMatrix View(int row, int column, int rows, int columns)
    {
        if (row < 0 || column < 0 || rows < 0 || columns < 0 || row > Rows - rows || column > Columns - columns)
        {
            throw new ArgumentOutOfRangeException(
                nameof(row), $"The view of {rows} x {columns} at ({row}, {column}) does not lie inside the matrix of {this}.");
        }

        _ = memory.DevicePointer;
        return new CudaMatrix(this, row, column, rows, columns);
    }

    protected override void Dispose(bool disposing)
    {
        if (owner is null)
            return;

        // Queued work may still use the memory, and what the driver does about that when it is freed is nowhere promised.
        using Turns.Turn turn = owner.TakeToFree();
        memory.Dispose();
    }
}
