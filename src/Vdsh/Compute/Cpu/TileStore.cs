// The way of a tile to the result matrix: full tiles go there directly, tiles that stick out over an edge through a buffer.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>One tile of a product in one block of k.</summary>
internal readonly unsafe ref struct TileStore
{
    private const int LineFloats = 16;

    private readonly ref readonly GemmProblem _problem;
    private readonly int _row;
    private readonly int _column;
    private readonly float* _buffer;

    /// <param name="problem">The product.</param>
    /// <param name="row">First row of the tile.</param>
    /// <param name="column">First column of the tile.</param>
    /// <param name="buffer">Room for a full tile.</param>
    public TileStore(in GemmProblem problem, int row, int column, float* buffer)
    {
        _problem = ref problem;
        _row = row;
        _column = column;
        _buffer = buffer;
    }

    private float* C => _problem.C + (_row * _problem.StrideC) + _column;

    /// <summary>Where the micro-kernel shall leave its tile of so many rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TileTarget Begin(int tileRows, int tileColumns, bool first)
    {
        if (_row + tileRows > _problem.M || _column + tileColumns > _problem.N)
            return new TileTarget { C = _buffer, Stride = tileColumns, Alpha = 1 };
        if (first && _problem.Beta != 0 && _problem.Beta != 1)
            ScaleOld(tileRows, tileColumns);
        Prefetch(tileRows, tileColumns);
        return new TileTarget { C = C, Stride = _problem.StrideC, Alpha = _problem.Alpha, Add = !first || _problem.Beta != 0 };
    }

    /// <summary>Finishes the tile: brings it from the buffer to the result and applies the epilogue after the last block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(in TileTarget target, int tileRows, int tileColumns, bool first, bool last)
    {
        if (target.C == _buffer)
            CopyInside(target.Stride, tileRows, tileColumns, first);
        if (last && _problem.Epilogue != GemmEpilogue.None)
            ApplyEpilogue(tileRows, tileColumns);
    }

    // The result is needed only after the chains of a whole block: time enough to fetch its lines from memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(int rows, int columns)
    {
        if (!Sse.IsSupported)
            return;
        float* row = C;
        for (int i = 0; i < rows; i++, row += _problem.StrideC)
        {
            for (int line = 0; line < columns; line += LineFloats)
                Sse.Prefetch0(row + line);
        }
    }

    private void ScaleOld(int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
            RowMath.Scale(_problem.Beta, C + (i * _problem.StrideC), columns, C + (i * _problem.StrideC));
    }

    private void CopyInside(nint stride, int tileRows, int tileColumns, bool first)
    {
        int rows = Math.Min(tileRows, _problem.M - _row), columns = Math.Min(tileColumns, _problem.N - _column);
        float keep = first ? _problem.Beta : 1;
        for (int i = 0; i < rows; i++)
        {
            float* from = _buffer + (i * stride);
            float* to = C + (i * _problem.StrideC);
            if (keep == 0)
                RowMath.Scale(_problem.Alpha, from, columns, to);
            else
                RowMath.Blend(keep, to, _problem.Alpha, from, columns);
        }
    }

    private void ApplyEpilogue(int tileRows, int tileColumns)
    {
        int rows = Math.Min(tileRows, _problem.M - _row), columns = Math.Min(tileColumns, _problem.N - _column);
        for (int i = 0; i < rows; i++)
        {
            float* to = C + (i * _problem.StrideC);
            if (_problem.Epilogue == GemmEpilogue.Relu)
                RowMath.Relu(to, columns);
            else
                RowMath.Mask(to, _problem.Mask + ((_row + i) * _problem.StrideMask) + _column, columns);
        }
    }
}
