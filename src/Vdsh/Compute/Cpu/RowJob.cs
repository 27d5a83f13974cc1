// Shares the rows of an elementwise operation out to the threads in pieces that are worth a dispatch.
namespace Vdsh.Compute.Cpu;

/// <summary>An elementwise operation over all rows.</summary>
internal struct RowJob<TOperation> : ITeamJob where TOperation : unmanaged, IRowOperation
{
    /// <summary>Elements in one task: some microseconds of work, well inside the first-level cache.</summary>
    private const int TaskElements = 8192;

    private TOperation operation;
    private int rows;
    private int rowsPerTask;

    public static void Run(WorkerTeam team, in TOperation operation, int rows, int columns)
    {
        if (rows == 0 || columns == 0)
            return;
        int rowsPerTask = RowChunks.RowsPerChunk(columns, TaskElements);
        RowJob<TOperation> job = new() { operation = operation, rows = rows, rowsPerTask = rowsPerTask };
        team.Run(ref job, (rows + rowsPerTask - 1) / rowsPerTask);
    }

    public void Execute(int task, int worker)
    {
        int last = Math.Min(rows, (task + 1) * rowsPerTask);
        for (int row = task * rowsPerTask; row < last; row++)
            operation.Apply(row);
    }
}
