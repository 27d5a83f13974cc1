// Rows of pairs cost microseconds each, unlike elements: small tasks keep all threads busy, and the sum is taken in the order of the rows.
namespace Vdsh.Compute.Cpu;

/// <summary>A sum over rows with a work space per thread.</summary>
internal unsafe struct QueryJob<TQuery> : ITeamJob where TQuery : unmanaged, IQueryOperation
{
    private const int RowsPerTask = 4;
    private const int CacheLineFloats = 16;

    private TQuery query;
    private int rows;
    private float* workspaces;
    private nint workspaceFloats;
    private double* sums;

    /// <summary>Runs the operation on all rows.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="sums">Work space for the parts of the sum.</param>
    /// <param name="workspaces">Work space for the rows in progress.</param>
    /// <param name="query">What is done to a row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="floats">Floats that one row needs.</param>
    public static double Run(WorkerTeam team, ScratchBuffer sums, ScratchBuffer workspaces, in TQuery query, int rows, long floats)
    {
        if (rows == 0)
            return 0;
        nint padded = (nint)((floats + CacheLineFloats - 1) / CacheLineFloats * CacheLineFloats);
        double* partial = (double*)sums.Reserve((long)rows * (sizeof(double) / sizeof(float)));
        QueryJob<TQuery> job = new()
        {
            query = query, rows = rows, workspaces = workspaces.Reserve(padded * team.Workers), workspaceFloats = padded, sums = partial,
        };
        team.Run(ref job, (rows + RowsPerTask - 1) / RowsPerTask);
        double total = 0;
        for (int row = 0; row < rows; row++)
            total += partial[row];
        return total;
    }

    public void Execute(int task, int worker)
    {
        int last = Math.Min(rows, (task + 1) * RowsPerTask);
        for (int row = task * RowsPerTask; row < last; row++)
            sums[row] = query.Apply(row, workspaces + (worker * workspaceFloats));
    }
}
