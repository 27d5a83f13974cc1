// The way of a tile to the result matrix: full tiles go there directly, tiles that stick out over an edge through a buffer.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>One tile of a product in one block of k.</summary>
internal readonly unsafe ref struct TileStore
{
    private const int LineFloats = 16;

    private readonly ref readonly GemmProblem problem;
    private readonly int row;
    private readonly int column;
    private readonly float* buffer;

    /// <param name="problem">The product.</param>
    /// <param name="row">First row of the tile.</param>
    /// <param name="column">First column of the tile.</param>
    /// <param name="buffer">Room for a full tile.</param>
    public TileStore(in GemmProblem problem, int row, int column, float* buffer)
    {
        this.problem = ref problem;
        this.row = row;
        this.column = column;
        this.buffer = buffer;
    }

    private float* C => problem.C + (row * problem.StrideC) + column;

    private float* Mask => problem.Mask + (row * problem.StrideMask) + column;

    /// <summary>Where the micro-kernel shall leave its tile of so many rows and columns, and what it shall do with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TileTarget Begin(int tileRows, int tileColumns, bool first, bool last, bool fusesEpilogue)
    {
        if (row + tileRows > problem.M || column + tileColumns > problem.N)
            return new TileTarget { C = buffer, Stride = tileColumns, Alpha = 1 };
        Prefetch(C, problem.StrideC, tileRows, tileColumns);
        TileTarget target = new() { C = C, Stride = problem.StrideC, Alpha = problem.Alpha, Keep = first ? problem.Beta : 1 };
        if (last && fusesEpilogue && problem.Epilogue != GemmEpilogue.None && row >= problem.KeptRows)
        {
            target.Epilogue = problem.Epilogue;
            if (problem.Epilogue == GemmEpilogue.Mask)
            {
                Prefetch(Mask, problem.StrideMask, tileRows, tileColumns);
                target.Mask = Mask;
                target.StrideMask = problem.StrideMask;
            }
        }

        return target;
    }

    /// <summary>Finishes the tile: brings it from the buffer to the result and applies the epilogue after the last block, if that is not done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(in TileTarget target, int tileRows, int tileColumns, bool first, bool last)
    {
        if (target.C == buffer)
            CopyInside(target.Stride, tileRows, tileColumns, first);
        if (last && row < problem.KeptRows)
            Keep(tileRows, tileColumns);
        if (last && target.Epilogue != problem.Epilogue)
            ApplyEpilogue(tileRows, tileColumns);
    }

    // Result and mask are needed only after the chains of a whole block: time enough to fetch their lines from memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* row, nint stride, int rows, int columns)
    {
        if (!Sse.IsSupported)
            return;
        for (int i = 0; i < rows; i++, row += stride)
        {
            for (int line = 0; line < columns; line += LineFloats)
                Sse.Prefetch0(row + line);
        }
    }

    private void CopyInside(nint stride, int tileRows, int tileColumns, bool first)
    {
        int rows = Math.Min(tileRows, problem.M - row), columns = Math.Min(tileColumns, problem.N - column);
        float keep = first ? problem.Beta : 1;
        for (int i = 0; i < rows; i++)
        {
            float* from = buffer + (i * stride);
            float* to = C + (i * problem.StrideC);
            if (keep == 0)
                RowMath.Scale(problem.Alpha, from, columns, to);
            else
                RowMath.Blend(keep, to, problem.Alpha, from, columns);
        }
    }

    private void Keep(int tileRows, int tileColumns)
    {
        int rows = Math.Min(tileRows, problem.KeptRows - row), columns = Math.Min(tileColumns, problem.N - column);
        for (int i = 0; i < rows; i++)
        {
            float* to = problem.Kept + ((row + i) * problem.StrideKept) + column;
            new ReadOnlySpan<float>(C + (i * problem.StrideC), columns).CopyTo(new Span<float>(to, columns));
        }
    }

    private void ApplyEpilogue(int tileRows, int tileColumns)
    {
        int rows = Math.Min(tileRows, problem.M - row), columns = Math.Min(tileColumns, problem.N - column);
        for (int i = 0; i < rows; i++)
        {
            float* to = C + (i * problem.StrideC);
            if (problem.Epilogue == GemmEpilogue.Relu)
                RowMath.Relu(to, columns);
            else
                RowMath.Mask(to, Mask + (i * problem.StrideMask), columns);
        }
    }
}
