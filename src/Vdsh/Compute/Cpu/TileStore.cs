// The way from a finished tile to the result matrix: blocks of k are added, and the epilogue is applied after the last one.
using System.Numerics;

namespace Vdsh.Compute.Cpu;

/// <summary>Adds a tile to the result.</summary>
internal static unsafe class TileStore
{
    public static void Store(in GemmProblem problem, float* tile, int tileRows, int tileColumns, int rowPanel, int columnPanel, bool first, bool last)
    {
        int row = rowPanel * tileRows, column = columnPanel * tileColumns;
        int rows = Math.Min(tileRows, problem.M - row), columns = Math.Min(tileColumns, problem.N - column);
        float* c = problem.C + (row * problem.StrideC) + column;
        float alpha = problem.Alpha;
        for (int i = 0; i < rows; i++)
        {
            float* from = tile + (i * tileColumns);
            float* to = c + (i * problem.StrideC);
            if (!first)
                Accumulate(from, to, alpha, 1, columns);
            else if (problem.Beta == 0)
                Scale(from, to, alpha, columns);
            else
                Accumulate(from, to, alpha, problem.Beta, columns);
            if (last && problem.Epilogue == GemmEpilogue.Relu)
                RowMath.Relu(to, columns);
            else if (last && problem.Epilogue == GemmEpilogue.Mask)
                RowMath.Mask(to, problem.Mask + ((row + i) * problem.StrideMask) + column, columns);
        }
    }

    private static void Scale(float* from, float* to, float alpha, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(from + i) * alpha).Store(to + i);
        for (; i < count; i++)
            to[i] = alpha * from[i];
    }

    private static void Accumulate(float* from, float* to, float alpha, float beta, int count) => RowMath.Blend(beta, to, alpha, from, count);
}
