// The loops around the micro-kernel: a task is a rectangle of the result, for all of k.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>Computes the rectangles of a product.</summary>
internal unsafe struct GemmJob<TKernel> : ITeamJob where TKernel : struct, IMicroKernel
{
    // With fewer panels of a than this, copying b would take longer than reading it where it lies.
    private const int PanelsWorthPacking = 3;

    private GemmFactors<TKernel> _factors;
    private float* _workSpace;
    private int _workSpacePerWorker;
    private bool _direct;

    public static void Run(in GemmProblem problem, WorkerTeam team, PackBuffers packs)
    {
        GemmPlan plan = new(problem.M, problem.N, problem.K, TKernel.Rows, 2 * TKernel.Lanes, team.Workers);
        GemmJob<TKernel> job = new() { _factors = new() { Problem = problem, Plan = plan } };
        ref GemmFactors<TKernel> factors = ref job._factors;
        job._direct = !problem.TransposeB && plan.RowPanels < PanelsWorthPacking;

        // A factor is packed by the task when that task is its only user.
        if (plan.ColumnGroups > 1)
            factors.SharedA = packs.Left((long)factors.PackedRows * problem.K);
        if (plan.RowGroups > 1 && !job._direct)
            factors.SharedB = packs.Right((long)factors.PackedColumns * problem.K);
        if (factors.SharedA != null || factors.SharedB != null)
            PackJob<TKernel>.Run(factors, team);

        job._workSpacePerWorker = TileFloats + (plan.ColumnGroup * plan.TileColumns * plan.BlockK) + (plan.RowGroup * plan.TileRows * plan.BlockK);
        job._workSpacePerWorker = (job._workSpacePerWorker + 15) / 16 * 16;
        job._workSpace = packs.PerWorker(job._workSpacePerWorker);
        team.Run(ref job, plan.RowGroups * plan.ColumnGroups);
    }

    private static int TileFloats => TKernel.Rows * 2 * TKernel.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int task, int worker)
    {
        GemmPlan plan = _factors.Plan;
        int firstRow = task % plan.RowGroups * plan.RowGroup, lastRow = Math.Min(plan.RowPanels, firstRow + plan.RowGroup);
        int firstColumn = task / plan.RowGroups * plan.ColumnGroup, lastColumn = Math.Min(plan.ColumnPanels, firstColumn + plan.ColumnGroup);
        float* tile = _workSpace + ((nint)worker * _workSpacePerWorker);
        float* ownB = tile + TileFloats;
        float* ownA = ownB + (plan.ColumnGroup * plan.TileColumns * plan.BlockK);
        if (_factors.IsAboveDiagonal(lastRow - 1, firstColumn))
            return;

        for (int block = 0; block < plan.Blocks; block++)
        {
            int k = _factors.BlockLength(block);
            float* a = ownA;
            if (_factors.SharedA != null)
                a = _factors.SharedPanelA(block, firstRow);
            else
                _factors.PackA(block, firstRow, lastRow, ownA);
            float* b = ownB;
            if (_factors.SharedB != null)
                b = _factors.SharedPanelB(block, firstColumn);
            else if (!_direct)
                _factors.PackB(block, firstColumn, lastColumn, ownB);
            for (int column = firstColumn; column < lastColumn; column++)
            {
                if (_factors.IsAboveDiagonal(lastRow - 1, column))
                    break;
                float* panelB = PanelB(block, column, b + ((nint)(column - firstColumn) * k * plan.TileColumns), out nint strideB);
                int vectors = _factors.PanelVectors(column);
                for (int row = firstRow; row < lastRow; row++)
                {
                    if (_factors.IsAboveDiagonal(row, column))
                        continue;
                    TileStore store = new(_factors.Problem, row * TKernel.Rows, column * plan.TileColumns, tile);
                    int panelRows = _factors.PanelRows(row);
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
        int width = _factors.PanelVectors(column) * TKernel.Lanes;
        stride = width;
        if (!_direct)
            return packed;
        int start = column * _factors.Plan.TileColumns;
        if (start + width > _factors.Problem.N)
        {
            _factors.PackB(block, column, column + 1, packed);
            return packed;
        }

        stride = _factors.Problem.StrideB;
        return _factors.Problem.B + (_factors.BlockStart(block) * stride) + start;
    }
}
