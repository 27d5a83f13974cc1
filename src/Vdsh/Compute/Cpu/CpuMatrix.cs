// The CPU backend's matrices: native, aligned, with padded rows, so that vector loads never split cache lines.
namespace Vdsh.Compute.Cpu;

/// <summary>A row-major float32 matrix in native memory, or a view of one.</summary>
internal sealed unsafe class CpuMatrix : DeviceMatrix
{
    private const int RowGranule = 16;
    private const int PageFloats = 1024;

    private readonly Turns turns;
    private readonly AlignedMemory memory;
    private readonly nint offset;
    private readonly bool owns;

    public CpuMatrix(CpuBackend home, Turns turns, int rows, int columns) : base(rows, columns)
    {
        Home = home;
        this.turns = turns;
        Stride = PaddedStride(columns);
        memory = new AlignedMemory((long)rows * Stride);
        owns = true;
    }

    private CpuMatrix(CpuMatrix parent, int row, int column, int rows, int columns) : base(rows, columns)
    {
        Home = parent.Home;
        turns = parent.turns;
        Stride = parent.Stride;
        memory = parent.memory;
        offset = parent.offset + ((nint)row * parent.Stride) + column;
    }

    /// <summary>The backend that allocated the memory, and whose operations alone use it.</summary>
    public CpuBackend Home { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>First element.</summary>
    /// <exception cref="ObjectDisposedException">The owner of the memory was disposed.</exception>
    public float* Data => memory.Start + offset;

    public override DeviceMatrix View(int row, int column, int rows, int columns)
    {
        if (row < 0 || column < 0 || rows < 0 || columns < 0 || row > Rows - rows || column > Columns - columns)
        {
            throw new ArgumentOutOfRangeException(
                nameof(row), $"The view of {rows} x {columns} at ({row}, {column}) does not lie inside the matrix of {this}.");
        }

        _ = memory.Start;
        return new CpuMatrix(this, row, column, rows, columns);
    }

    /// <summary>Floats from row to row: whole vectors, and not whole pages, because such rows would all fall into the same few cache sets.</summary>
    public static int PaddedStride(int columns)
    {
        int stride = checked((columns + RowGranule - 1) / RowGranule * RowGranule);
        return stride > 0 && stride % PageFloats == 0 ? stride + RowGranule : stride;
    }

    protected override void Dispose(bool disposing)
    {
        if (!owns)
            return;
        // An operation on another thread may be using the memory.
        using Turns.Turn turn = turns.TakeToFree();
        memory.Free();
    }
}
