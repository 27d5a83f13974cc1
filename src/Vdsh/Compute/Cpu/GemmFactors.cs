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

    /// <summary>Floats of a packed block of k of all of a, for each k.</summary>
    public readonly int PackedRows => ((Plan.RowPanels - 1) * TKernel.Rows) + PanelRows(Plan.RowPanels - 1);

    /// <summary>Floats of a packed block of k of all of b, for each k.</summary>
    public readonly int PackedColumns => ((Plan.ColumnPanels - 1) * Plan.TileColumns) + (PanelVectors(Plan.ColumnPanels - 1) * TKernel.Lanes);

    public readonly float* SharedPanelA(int block, int panel) =>
        SharedA + ((nint)BlockStart(block) * PackedRows) + ((nint)BlockLength(block) * panel * TKernel.Rows);

    public readonly float* SharedPanelB(int block, int panel) =>
        SharedB + ((nint)BlockStart(block) * PackedColumns) + ((nint)BlockLength(block) * panel * Plan.TileColumns);

    public readonly void PackA(int block, int panel, float* to)
    {
        int row = panel * TKernel.Rows, start = BlockStart(block), k = BlockLength(block), count = Math.Min(TKernel.Rows, Problem.M - row);
        if (Problem.TransposeA)
            Panels.PackRows(Problem.A + (start * Problem.StrideA) + row, Problem.StrideA, k, count, PanelRows(panel), to);
        else
            Panels.PackTransposed(Problem.A + (row * Problem.StrideA) + start, Problem.StrideA, k, count, PanelRows(panel), to);
    }

    public readonly void PackB(int block, int panel, float* to)
    {
        int column = panel * Plan.TileColumns, start = BlockStart(block), k = BlockLength(block);
        int count = Math.Min(Plan.TileColumns, Problem.N - column), width = PanelVectors(panel) * TKernel.Lanes;
        if (Problem.TransposeB)
            Panels.PackTransposed(Problem.B + (column * Problem.StrideB) + start, Problem.StrideB, k, count, width, to);
        else
            Panels.PackRows(Problem.B + (start * Problem.StrideB) + column, Problem.StrideB, k, count, width, to);
    }

    /// <summary>Whether a tile has no element that is wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsAboveDiagonal(int rowPanel, int columnPanel) =>
        Problem.LowerOnly && Problem.DiagonalOffset + Math.Min(Problem.M, (rowPanel + 1) * TKernel.Rows) <= columnPanel * Plan.TileColumns;
}
