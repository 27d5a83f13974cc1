// Hidden layers share their shapes, so one scratch matrix per shape serves the whole net.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>Temporary matrices, one per shape; a matrix is valid until the next request for the same shape.</summary>
internal sealed class ScratchMatrices(MatrixArena arena)
{
    private readonly Dictionary<(int Rows, int Columns), DeviceMatrix> matrices = [];

    /// <summary>The matrix of this shape; its content is whatever was left there.</summary>
    public DeviceMatrix Get(int rows, int columns)
    {
        if (!matrices.TryGetValue((rows, columns), out DeviceMatrix? matrix))
            matrices[(rows, columns)] = matrix = arena.Allocate(rows, columns);
        return matrix;
    }
}
