// Where the packed factors of a product lie; one layout for the shared copies and for those of a single thread.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>A product with its plan and the places of its packed factors.</summary>
internal unsafe struct GemmFactors<TKernel> where TKernel : struct, IMicroKernel
{
    public GemmProblem Problem;
    public GemmPlan Plan;

    /// <summary>All of a, packed, or null where every task packs its own rows.</summary>
    public float* SharedA;

    /// <summary>All of b, packed, or null where every task packs its own columns.</summary>
    public float* SharedB;

    /// <summary>Rows of a panel of a in its packed form.</summary>
    public readonly int PanelRows(int panel) =>
        panel < Plan.RowPanels - 1 ? TKernel.Rows : TKernel.PanelRows(Problem.M - (panel * TKernel.Rows));

    /// <summary>Vectors side by side in a panel of b, 1 or 2.</summary>
    public readonly int PanelVectors(int panel) => Problem.N - (panel * Plan.TileColumns) > TKernel.Lanes ? 2 : 1;

    public readonly int BlockStart(int block) => block * Plan.BlockK;

    public readonly int BlockLength(int block) => Math.Min(Plan.BlockK, Problem.K - BlockStart(block));

    /// <summary>Floats from one packed panel of a to the next.</summary>
    public readonly nint PanelStepA(int k) => Panels.Step(Depth(k), TKernel.Rows);

    /// <summary>Floats from one packed panel of b to the next.</summary>
    public readonly nint PanelStepB(int k) => Panels.Step(Depth(k), Plan.TileColumns);

    // Places of a packed panel in the direction of k.
    private static int Depth(int k) => (k + TKernel.StepK - 1) / TKernel.StepK * (TKernel.StepK / TKernel.Interleave);

    /// <summary>Floats of all of a in its packed form.</summary>
    public readonly long PackedA => Plan.RowPanels * Plan.Blocks * (long)PanelStepA(Plan.BlockK);

    /// <summary>Floats of all of b in its packed form.</summary>
    public readonly long PackedB => Plan.ColumnPanels * Plan.Blocks * (long)PanelStepB(Plan.BlockK);

    public readonly float* SharedPanelA(int block, int panel) =>
        SharedA + (block * Plan.RowPanels * PanelStepA(Plan.BlockK)) + (panel * PanelStepA(BlockLength(block)));

    public readonly float* SharedPanelB(int block, int panel) =>
        SharedB + (block * Plan.ColumnPanels * PanelStepB(Plan.BlockK)) + (panel * PanelStepB(BlockLength(block)));

    /// <summary>A full panel of a where it lies.</summary>
    public readonly PanelA DirectA(int block, int panel)
    {
        nint row = panel * TKernel.Rows, k = BlockStart(block), stride = Problem.StrideA;
        return Problem.TransposeA ? new PanelA(Problem.A + (k * stride) + row, 1, stride) : new PanelA(Problem.A + (row * stride) + k, stride, 1);
    }

    /// <summary>Packs a run of panels of a, one after another.</summary>
    public readonly void PackA(int block, int first, int last, float* to)
    {
        int start = BlockStart(block), k = BlockLength(block), row = first * TKernel.Rows, end = Math.Min(Problem.M, last * TKernel.Rows);
        if (Problem.TransposeA)
        {
            float* from = Problem.A + (start * Problem.StrideA) + row;
            TKernel.PackRows(true, from, Problem.StrideA, k, end - row, TKernel.Rows, PanelRows(last - 1), PanelStepA(k), to);
            return;
        }

        for (int panel = first; panel < last; panel++, row += TKernel.Rows, to += PanelStepA(k))
        {
            float* from = Problem.A + (row * Problem.StrideA) + start;
            TKernel.PackTransposed(true, from, Problem.StrideA, k, Math.Min(TKernel.Rows, end - row), PanelRows(panel), to);
        }
    }

    /// <summary>Packs a run of panels of b, one after another.</summary>
    public readonly void PackB(int block, int first, int last, float* to)
    {
        int start = BlockStart(block), k = BlockLength(block), width = Plan.TileColumns;
        int column = first * width, end = Math.Min(Problem.N, last * width);
        if (!Problem.TransposeB)
        {
            float* from = Problem.B + (start * Problem.StrideB) + column;
            TKernel.PackRows(false, from, Problem.StrideB, k, end - column, width, PanelVectors(last - 1) * TKernel.Lanes, PanelStepB(k), to);
            return;
        }

        for (int panel = first; panel < last; panel++, column += width, to += PanelStepB(k))
        {
            float* from = Problem.B + (column * Problem.StrideB) + start;
            TKernel.PackTransposed(false, from, Problem.StrideB, k, Math.Min(width, end - column), PanelVectors(panel) * TKernel.Lanes, to);
        }
    }

    /// <summary>Whether a tile has no element that is wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsAboveDiagonal(int rowPanel, int columnPanel) =>
        Problem.LowerOnly && Problem.DiagonalOffset + Math.Min(Problem.M, (rowPanel + 1) * TKernel.Rows) <= columnPanel * Plan.TileColumns;
}
