// The loops around the micro-kernel: a task is a rectangle of the result, for all of k.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>Computes the rectangles of a product.</summary>
internal unsafe struct GemmJob<TKernel> : ITeamJob where TKernel : struct, IMicroKernel
{
    private GemmFactors<TKernel> factors;
    private float* workSpace;
    private int workSpacePerWorker;
    private int ownB;

    public static void Run(in GemmProblem problem, WorkerTeam team, PackBuffers packs)
    {
        GemmPlan plan = new(problem, TKernel.Rows, 2 * TKernel.Lanes, team.Workers, TKernel.Interleave, TKernel.StepK);
        GemmJob<TKernel> job = new() { factors = new() { Problem = problem, Plan = plan } };
        ref GemmFactors<TKernel> factors = ref job.factors;

        // A factor is packed by the task when that task is its only user.
        if (plan.PacksA && plan.ColumnGroups > 1)
            factors.SharedA = packs.Left(factors.PackedA);
        if (plan.PacksB && plan.RowGroups > 1)
            factors.SharedB = packs.Right(factors.PackedB);
        if (factors.SharedA != null || factors.SharedB != null)
            PackJob<TKernel>.Run(factors, team);

        // A task's own panels; of a factor that is read where it lies only those that stick out over the edge, of which it has one at a time.
        int panelsA = plan.PacksA && factors.SharedA == null ? plan.RowGroup : 1;
        int panelsB = plan.PacksB && factors.SharedB == null ? plan.ColumnGroup : 1;
        job.ownB = TileFloats + (panelsA * (int)factors.PanelStepA(plan.BlockK));
        job.workSpacePerWorker = job.ownB + (panelsB * (int)factors.PanelStepB(plan.BlockK));
        job.workSpace = packs.PerWorker(job.workSpacePerWorker);
        team.Run(ref job, plan.RowGroups * plan.ColumnGroups);
    }

    private static int TileFloats => TKernel.Rows * 2 * TKernel.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int task, int worker)
    {
        GemmPlan plan = factors.Plan;

        // Below a diagonal the last rows are the longest, and long tasks should not come last.
        int firstRow = (factors.Problem.LowerOnly ? plan.RowGroups - 1 - (task % plan.RowGroups) : task % plan.RowGroups) * plan.RowGroup;
        int lastRow = Math.Min(plan.RowPanels, firstRow + plan.RowGroup);
        int firstColumn = task / plan.RowGroups * plan.ColumnGroup, lastColumn = Math.Min(plan.ColumnPanels, firstColumn + plan.ColumnGroup);
        float* tile = workSpace + ((nint)worker * workSpacePerWorker);
        if (factors.IsAboveDiagonal(lastRow - 1, firstColumn))
            return;

        TKernel.Begin();
        for (int block = 0; block < plan.Blocks; block++)
        {
            int k = factors.BlockLength(block);
            PanelA firstA = FirstPanelA(block, firstRow, lastRow, tile + TileFloats, out nint panelStep);
            PanelA lastA = LastPanelA(block, lastRow - 1, firstA.Moved((lastRow - 1 - firstRow) * panelStep), tile + TileFloats);
            float* b = PackedB(block, firstColumn, lastColumn, tile + ownB);
            nint panelStepB = plan.PacksB ? factors.PanelStepB(k) : plan.TileColumns, shareB = (k + lastRow - firstRow - 1) / (lastRow - firstRow);
            int fetchRows = NextTile.RowsAtOnce(shareB, k);
            for (int column = firstColumn; column < lastColumn; column++)
            {
                if (factors.IsAboveDiagonal(lastRow - 1, column))
                    break;
                float* panelB = PanelB(block, column, firstColumn, b, out nint strideB);
                int vectors = factors.PanelVectors(column);
                // Every tile fetches its share of the rows of the panel that follows.
                float* nextB = panelB + panelStepB;
                for (int row = firstRow; row < lastRow; row++)
                {
                    if (factors.IsAboveDiagonal(row, column))
                        continue;
                    TileStore store = new(factors.Problem, row * TKernel.Rows, column * plan.TileColumns, tile);
                    int panelRows = factors.PanelRows(row);
                    TileTarget target = store.Begin(panelRows, vectors * TKernel.Lanes, block == 0, block == plan.Blocks - 1, TKernel.FusesEpilogue);
                    PanelA panelA = row == lastRow - 1 ? lastA : firstA.Moved((row - firstRow) * panelStep);
                    NextTile next = new(nextB, strideB, fetchRows, target.C + (panelRows * target.Stride), target.Stride);
                    TKernel.Multiply(panelRows, vectors, k, panelA, panelB, strideB, target, next);
                    nextB += shareB * strideB;
                    store.End(target, panelRows, vectors * TKernel.Lanes, block == 0, block == plan.Blocks - 1);
                }
            }
        }
        TKernel.End();
    }

    // The first panel of a of a task, and the floats from there to the next.
    private readonly PanelA FirstPanelA(int block, int firstRow, int lastRow, float* own, out nint panelStep)
    {
        panelStep = factors.PanelStepA(factors.BlockLength(block));
        if (factors.SharedA != null)
            return new PanelA(factors.SharedPanelA(block, firstRow), 1, TKernel.Rows);
        if (factors.Plan.PacksA)
        {
            factors.PackA(block, firstRow, lastRow, own);
            return new PanelA(own, 1, TKernel.Rows);
        }

        PanelA direct = factors.DirectA(block, firstRow);
        panelStep = TKernel.Rows * direct.RowStep;
        return direct;
    }

    // The very last panel may be lower: it is packed for its height, and read directly only if it does not stick out.
    private readonly PanelA LastPanelA(int block, int row, in PanelA panel, float* own)
    {
        int panelRows = factors.PanelRows(row);
        if (factors.Plan.PacksA)
            return new PanelA(panel.Start, 1, panelRows);
        if ((row * TKernel.Rows) + panelRows <= factors.Problem.M)
            return panel;
        factors.PackA(block, row, row + 1, own);
        return new PanelA(own, 1, panelRows);
    }

    // The packed panels of b that a task uses; meaningless where b is read where it lies.
    private readonly float* PackedB(int block, int firstColumn, int lastColumn, float* own)
    {
        if (factors.SharedB != null)
            return factors.SharedPanelB(block, firstColumn);
        if (factors.Plan.PacksB)
            factors.PackB(block, firstColumn, lastColumn, own);
        return own;
    }

    // Where a panel of b is read: from its packed copy or, directly, from b itself unless the panel sticks out over the edge.
    private readonly float* PanelB(int block, int column, int firstColumn, float* packed, out nint stride)
    {
        int width = factors.PanelVectors(column) * TKernel.Lanes, start = column * factors.Plan.TileColumns;
        stride = width;
        if (factors.Plan.PacksB)
            return packed + ((column - firstColumn) * factors.PanelStepB(factors.BlockLength(block)));
        if (start + width > factors.Problem.N)
        {
            factors.PackB(block, column, column + 1, packed);
            return packed;
        }

        stride = factors.Problem.StrideB;
        return factors.Problem.B + (factors.BlockStart(block) * stride) + start;
    }
}
