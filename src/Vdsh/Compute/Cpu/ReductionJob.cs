// Sums in fixed chunks of rows, added in order: the same bits whatever the number of threads.
namespace Vdsh.Compute.Cpu;

/// <summary>A sum over all rows.</summary>
internal unsafe struct ReductionJob<TReduction> : ITeamJob where TReduction : unmanaged, IRowReduction
{
    private const int ChunkElements = 8192;

    private TReduction reduction;
    private int rows;
    private int rowsPerChunk;
    private double* sums;

    public static double Run(WorkerTeam team, ScratchBuffer sums, in TReduction reduction, int rows, int columns)
    {
        if (rows == 0 || columns == 0)
            return 0;
        int rowsPerChunk = RowChunks.RowsPerChunk(columns, ChunkElements);
        int chunks = (rows + rowsPerChunk - 1) / rowsPerChunk;
        double* partial = (double*)sums.Reserve((long)chunks * (sizeof(double) / sizeof(float)));
        ReductionJob<TReduction> job = new() { reduction = reduction, rows = rows, rowsPerChunk = rowsPerChunk, sums = partial };
        team.Run(ref job, chunks);
        double total = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
            total += partial[chunk];
        return total;
    }

    public void Execute(int task, int worker)
    {
        int last = Math.Min(rows, (task + 1) * rowsPerChunk);
        double sum = 0;
        for (int row = task * rowsPerChunk; row < last; row++)
            sum += reduction.Reduce(row);
        sums[task] = sum;
    }
}
