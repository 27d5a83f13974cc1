// Shares the rows of an elementwise operation out to the threads in pieces that are worth a dispatch.
namespace Vdsh.Compute.Cpu;

/// <summary>An elementwise operation over all rows.</summary>
internal struct RowJob<TOperation> : ITeamJob where TOperation : unmanaged, IRowOperation
{
    /// <summary>Elements in one task: some microseconds of work, well inside the first-level cache.</summary>
    private const int TaskElements = 8192;

    private TOperation _operation;
    private int _rows;
    private int _rowsPerTask;

    public static void Run(WorkerTeam team, in TOperation operation, int rows, int columns)
    {
        if (rows == 0 || columns == 0)
            return;
        int rowsPerTask = RowChunks.RowsPerChunk(columns, TaskElements);
        RowJob<TOperation> job = new() { _operation = operation, _rows = rows, _rowsPerTask = rowsPerTask };
        team.Run(ref job, (rows + rowsPerTask - 1) / rowsPerTask);
    }

    public void Execute(int task, int worker)
    {
        int last = Math.Min(_rows, (task + 1) * _rowsPerTask);
        for (int row = task * _rowsPerTask; row < last; row++)
            _operation.Apply(row);
    }
}
