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
        int row0 = task * Tile, row1 = Math.Min(size, row0 + Tile);
        for (int column0 = row0; column0 < size; column0 += Tile)
        {
            int column1 = Math.Min(size, column0 + Tile);
            for (int row = row0; row < row1; row++)
            {
                float* to = data + (row * stride);
                float* from = data + row;
                for (int column = Math.Max(column0, row + 1); column < column1; column++)
                    to[column] = from[column * stride];
            }
        }
    }
}
