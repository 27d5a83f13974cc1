// Hidden layers share their shapes, so one scratch matrix per shape serves the whole net.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>Temporary matrices, one per shape; a matrix is valid until the next request for the same shape.</summary>
internal sealed class ScratchMatrices(MatrixArena arena)
{
    private readonly Dictionary<(int Rows, int Columns), DeviceMatrix> matrices = [];
    private readonly Dictionary<(int Rows, int Columns), RowPrefixes> prefixes = [];

    /// <summary>The matrix of this shape; its content is whatever was left there.</summary>
    public DeviceMatrix Get(int rows, int columns)
    {
        if (!matrices.TryGetValue((rows, columns), out DeviceMatrix? matrix))
            matrices[(rows, columns)] = matrix = arena.Allocate(rows, columns);
        return matrix;
    }

    /// <summary>The first rows of the matrix of a shape.</summary>
    /// <param name="rows">A multiple of <see cref="ActiveRows.Granule"/>, or all rows.</param>
    /// <param name="allRows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    public DeviceMatrix FirstRows(int rows, int allRows, int columns)
    {
        if (!prefixes.TryGetValue((allRows, columns), out RowPrefixes? prefix))
            prefixes[(allRows, columns)] = prefix = new RowPrefixes(Get(allRows, columns), ActiveRows.Granule);
        return prefix.First(rows);
    }
}
