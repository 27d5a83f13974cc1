// Half of a symmetric result is computed, the other half copied: cheaper, and symmetric to the last bit.
namespace Vdsh.Compute.Cpu;

/// <summary>Copies the lower triangle of a square matrix to the upper one, in square tiles that stay in the cache.</summary>
internal unsafe struct MirrorJob : ITeamJob
{
    private const int Tile = 32;

    private float* data;
    private nint stride;
    private int size;

    public static void Run(WorkerTeam team, float* data, nint stride, int size)
    {
        MirrorJob job = new() { data = data, stride = stride, size = size };
        team.Run(ref job, (size + Tile - 1) / Tile);
    }

    // One strip of tiles right of the diagonal: rows of the upper triangle, read from columns of the lower one.
    public readonly void Execute(int task, int worker)
    {
        int row = task * Tile, rows = Math.Min(Tile, size - row);
        for (int i = 0; i < rows; i++)
        {
            for (int j = i + 1; j < rows; j++)
                *At(row + i, row + j) = *At(row + j, row + i);
        }

        for (int column = row + rows; column < size; column += Tile)
            MirrorTile(row, rows, column, Math.Min(Tile, size - column));
    }

    private readonly void MirrorTile(int row, int rows, int column, int columns)
    {
        int wholeRows = rows / 4 * 4, wholeColumns = columns / 4 * 4;
        for (int i = 0; i < wholeRows; i += 4)
        {
            for (int j = 0; j < wholeColumns; j += 4)
                Panels.TransposeBlock(At(column + j, row + i), stride, At(row + i, column + j), stride);
        }

        for (int i = 0; i < rows; i++)
        {
            for (int j = i < wholeRows ? wholeColumns : 0; j < columns; j++)
                *At(row + i, column + j) = *At(column + j, row + i);
        }
    }

    private readonly float* At(int row, int column) => data + (row * stride) + column;
}
