// The loops around the micro-kernel: a task is a rectangle of the result, for all of k.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>Computes the rectangles of a product.</summary>
internal unsafe struct GemmJob<TKernel> : ITeamJob where TKernel : struct, IMicroKernel
{
    // With fewer panels of a than this, copying b would take longer than reading it where it lies.
    private const int PanelsWorthPacking = 3;

    private GemmFactors<TKernel> factors;
    private float* workSpace;
    private int workSpacePerWorker;
    private bool direct;

    public static void Run(in GemmProblem problem, WorkerTeam team, PackBuffers packs)
    {
        GemmPlan plan = new(problem.M, problem.N, problem.K, TKernel.Rows, 2 * TKernel.Lanes, team.Workers);
        GemmJob<TKernel> job = new() { factors = new() { Problem = problem, Plan = plan } };
        ref GemmFactors<TKernel> factors = ref job.factors;
        job.direct = !problem.TransposeB && plan.RowPanels < PanelsWorthPacking;

        // A factor is packed by the task when that task is its only user.
        if (plan.ColumnGroups > 1)
            factors.SharedA = packs.Left((long)factors.PackedRows * problem.K);
        if (plan.RowGroups > 1 && !job.direct)
            factors.SharedB = packs.Right((long)factors.PackedColumns * problem.K);
        if (factors.SharedA != null || factors.SharedB != null)
            PackJob<TKernel>.Run(factors, team);

        job.workSpacePerWorker = TileFloats + (plan.ColumnGroup * plan.TileColumns * plan.BlockK) + (plan.RowGroup * plan.TileRows * plan.BlockK);
        job.workSpacePerWorker = (job.workSpacePerWorker + 15) / 16 * 16;
        job.workSpace = packs.PerWorker(job.workSpacePerWorker);
        team.Run(ref job, plan.RowGroups * plan.ColumnGroups);
    }

    private static int TileFloats => TKernel.Rows * 2 * TKernel.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int task, int worker)
    {
        GemmPlan plan = factors.Plan;
        int firstRow = task % plan.RowGroups * plan.RowGroup, lastRow = Math.Min(plan.RowPanels, firstRow + plan.RowGroup);
        int firstColumn = task / plan.RowGroups * plan.ColumnGroup, lastColumn = Math.Min(plan.ColumnPanels, firstColumn + plan.ColumnGroup);
        float* tile = workSpace + ((nint)worker * workSpacePerWorker);
        float* ownB = tile + TileFloats;
        float* ownA = ownB + (plan.ColumnGroup * plan.TileColumns * plan.BlockK);
        if (factors.IsAboveDiagonal(lastRow - 1, firstColumn))
            return;

        for (int block = 0; block < plan.Blocks; block++)
        {
            int k = factors.BlockLength(block);
            float* a = ownA;
            if (factors.SharedA != null)
                a = factors.SharedPanelA(block, firstRow);
            else
                factors.PackA(block, firstRow, lastRow, ownA);
            float* b = ownB;
            if (factors.SharedB != null)
                b = factors.SharedPanelB(block, firstColumn);
            else if (!direct)
                factors.PackB(block, firstColumn, lastColumn, ownB);
            for (int column = firstColumn; column < lastColumn; column++)
            {
                if (factors.IsAboveDiagonal(lastRow - 1, column))
                    break;
                float* panelB = PanelB(block, column, b + ((nint)(column - firstColumn) * k * plan.TileColumns), out nint strideB);
                int vectors = factors.PanelVectors(column);
                for (int row = firstRow; row < lastRow; row++)
                {
                    if (factors.IsAboveDiagonal(row, column))
                        continue;
                    TileStore store = new(factors.Problem, row * TKernel.Rows, column * plan.TileColumns, tile);
                    int panelRows = factors.PanelRows(row);
                    TileTarget target = store.Begin(panelRows, vectors * TKernel.Lanes, block == 0);
                    TKernel.Multiply(panelRows, vectors, k, a + ((nint)(row - firstRow) * k * TKernel.Rows), panelB, strideB, target);
                    store.End(target, panelRows, vectors * TKernel.Lanes, block == 0, block == plan.Blocks - 1);
                }
            }
        }
    }

    // Where a panel of b is read: from its packed copy or, directly, from b itself unless the panel sticks out over the edge.
    private readonly float* PanelB(int block, int column, float* packed, out nint stride)
    {
        int width = factors.PanelVectors(column) * TKernel.Lanes;
        stride = width;
        if (!direct)
            return packed;
        int start = column * factors.Plan.TileColumns;
        if (start + width > factors.Problem.N)
        {
            factors.PackB(block, column, column + 1, packed);
            return packed;
        }

        stride = factors.Problem.StrideB;
        return factors.Problem.B + (factors.BlockStart(block) * stride) + start;
    }
}
