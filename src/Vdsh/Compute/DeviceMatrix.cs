// A handle to a matrix that lives where a backend does its arithmetic; spans appear only at upload and download.
namespace Vdsh.Compute;

/// <summary>
/// A row-major float32 matrix owned by an <see cref="IComputeBackend"/>. Disposing the matrix that <see cref="IComputeBackend.Allocate"/>
/// returned frees its memory; views share it and own nothing.
/// </summary>
/// <remarks>
/// Thread safety: operations on it take turns at its backend, and so does its disposal; then they throw <see
/// cref="ObjectDisposedException"/>.
/// </remarks>
public abstract class DeviceMatrix : IDisposable
{
    /// <summary>Sets the shape.</summary>
    protected DeviceMatrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>A view of a rectangle of this matrix; it shares the memory and must not outlive it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle does not lie inside the matrix.</exception>
    public abstract DeviceMatrix View(int row, int column, int rows, int columns);

    /// <summary>The first <paramref name="rows"/> rows.</summary>
    public DeviceMatrix TopRows(int rows) => View(0, 0, rows, Columns);

    /// <summary>The first <paramref name="columns"/> columns.</summary>
    public DeviceMatrix LeftColumns(int columns) => View(0, 0, Rows, columns);

    /// <summary>Frees the memory if this handle owns it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory if this handle owns it.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>"rows x columns", for messages.</summary>
    public override string ToString() => $"{Rows} x {Columns}";
}
