// A training holds hundreds of device matrices; one owner frees them all, also when the allocation of one of them fails half-way.
namespace Vdsh.Compute;

/// <summary>Allocates matrices on a backend and frees them together.</summary>
internal sealed class MatrixArena(IComputeBackend backend) : IDisposable
{
    private readonly List<IDisposable> owned = [];

    /// <summary>Where the matrices are.</summary>
    public IComputeBackend Backend => backend;

    /// <summary>A matrix of zeros that lives as long as the arena.</summary>
    public DeviceMatrix Allocate(int rows, int columns)
    {
        DeviceMatrix matrix = backend.Allocate(rows, columns);
        owned.Add(matrix);
        return matrix;
    }

    /// <summary>Room for sums that lives as long as the arena.</summary>
    public DeviceSums AllocateSums(int count)
    {
        DeviceSums sums = backend.AllocateSums(count);
        owned.Add(sums);
        return sums;
    }

    /// <summary>A matrix of zeros with a last column of ones.</summary>
    /// <param name="rows">Rows n.</param>
    /// <param name="columns">Columns before the ones.</param>
    public DeviceMatrix AllocateAugmented(int rows, int columns)
    {
        DeviceMatrix matrix = Allocate(rows, columns + 1);
        backend.Fill(matrix.View(0, columns, rows, 1), 1f);
        return matrix;
    }

    /// <summary>Frees all of them.</summary>
    public void Dispose()
    {
        foreach (IDisposable item in owned)
            item.Dispose();
        owned.Clear();
    }
}
