// The innermost loop of every product for SSE or NEON: written out row by row, because only named locals are sure to stay in registers.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>Tiles of up to 6 rows and two 128-bit vectors. 16 registers: 12 sums, two vectors of b, one element of a.</summary>
internal readonly unsafe struct MicroKernel128 : IMicroKernel
{
    private const int W = 4;

    public static int Rows => 6;

    public static int Lanes => W;

    public static bool FusesEpilogue => true;

    public static int PanelRows(int rows) => rows switch { <= 1 => 1, <= 2 => 2, <= 4 => 4, _ => 6 };

    public static void Multiply(int rows, int vectors, nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next)
    {
        if (vectors == 2)
            Multiply<Count.Two>(rows, k, a, b, strideB, target);
        else
            Multiply<Count.One>(rows, k, a, b, strideB, target);
    }

    private static void Multiply<TVectors>(int rows, nint k, PanelA a, float* b, nint strideB, in TileTarget target) where TVectors : struct, ICount
    {
        switch (rows)
        {
            case 1:
                Multiply<Count.One, TVectors>(k, a, b, strideB, target);
                break;
            case 2:
                Multiply<Count.Two, TVectors>(k, a, b, strideB, target);
                break;
            case 4:
                Multiply<Count.Four, TVectors>(k, a, b, strideB, target);
                break;
            default:
                Multiply<Count.Six, TVectors>(k, a, b, strideB, target);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TRows, TVectors>(nint k, PanelA a, float* b, nint strideB, in TileTarget target)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        Vector128<float> s00 = default, s10 = default, s20 = default, s30 = default, s40 = default, s50 = default;
        Vector128<float> s01 = default, s11 = default, s21 = default, s31 = default, s41 = default, s51 = default;
        // Three rows to a pointer: as far as an address can reach with one step between rows.
        nint row = a.RowStep, row2 = 2 * row, step = a.Step;
        float* a0 = a.Start, a3 = a0 + (3 * row);
        for (; k > 0; k--)
        {
            Vector128<float> b0 = Vector128.Load(b), b1 = TVectors.Value > 1 ? Vector128.Load(b + W) : default;
            Vector128<float> x0 = Vector128.Create(a0[0]);
            s00 = Vector128.FusedMultiplyAdd(x0, b0, s00);
            if (TVectors.Value > 1)
                s01 = Vector128.FusedMultiplyAdd(x0, b1, s01);

            if (TRows.Value > 1)
            {
                Vector128<float> x1 = Vector128.Create(a0[row]);
                s10 = Vector128.FusedMultiplyAdd(x1, b0, s10);
                if (TVectors.Value > 1)
                    s11 = Vector128.FusedMultiplyAdd(x1, b1, s11);
            }

            if (TRows.Value > 2)
            {
                Vector128<float> x2 = Vector128.Create(a0[row2]);
                s20 = Vector128.FusedMultiplyAdd(x2, b0, s20);
                if (TVectors.Value > 1)
                    s21 = Vector128.FusedMultiplyAdd(x2, b1, s21);
                Vector128<float> x3 = Vector128.Create(a3[0]);
                s30 = Vector128.FusedMultiplyAdd(x3, b0, s30);
                if (TVectors.Value > 1)
                    s31 = Vector128.FusedMultiplyAdd(x3, b1, s31);
            }

            if (TRows.Value > 4)
            {
                Vector128<float> x4 = Vector128.Create(a3[row]);
                s40 = Vector128.FusedMultiplyAdd(x4, b0, s40);
                if (TVectors.Value > 1)
                    s41 = Vector128.FusedMultiplyAdd(x4, b1, s41);
                Vector128<float> x5 = Vector128.Create(a3[row2]);
                s50 = Vector128.FusedMultiplyAdd(x5, b0, s50);
                if (TVectors.Value > 1)
                    s51 = Vector128.FusedMultiplyAdd(x5, b1, s51);
            }

            a0 += step;
            if (TRows.Value > 3)
                a3 += step;
            b += strideB;
        }

        float* c = target.C, mask = target.Mask;
        nint strideC = target.Stride, strideMask = target.StrideMask;
        Vector128<float> alpha = Vector128.Create(target.Alpha), keep = Vector128.Create(target.Keep);
        bool add = target.Keep != 0;
        GemmEpilogue epilogue = target.Epilogue;
        Store<TVectors>(s00, s01, alpha, keep, add, epilogue, c, mask);

        if (TRows.Value > 1)
        {
            Store<TVectors>(s10, s11, alpha, keep, add, epilogue, c + strideC, mask + strideMask);
        }

        if (TRows.Value > 2)
        {
            Store<TVectors>(s20, s21, alpha, keep, add, epilogue, c + (2 * strideC), mask + (2 * strideMask));
            Store<TVectors>(s30, s31, alpha, keep, add, epilogue, c + (3 * strideC), mask + (3 * strideMask));
        }

        if (TRows.Value > 4)
        {
            Store<TVectors>(s40, s41, alpha, keep, add, epilogue, c + (4 * strideC), mask + (4 * strideMask));
            Store<TVectors>(s50, s51, alpha, keep, add, epilogue, c + (5 * strideC), mask + (5 * strideMask));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(
        Vector128<float> low, Vector128<float> high, Vector128<float> alpha, Vector128<float> keep, bool add, GemmEpilogue epilogue, float* row, float* mask)
        where TVectors : struct, ICount
    {
        Finish(add ? Vector128.FusedMultiplyAdd(low, alpha, keep * Vector128.Load(row)) : low * alpha, epilogue, mask).Store(row);
        if (TVectors.Value > 1)
            Finish(add ? Vector128.FusedMultiplyAdd(high, alpha, keep * Vector128.Load(row + W)) : high * alpha, epilogue, mask + W).Store(row + W);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Finish(Vector128<float> value, GemmEpilogue epilogue, float* mask)
    {
        if (epilogue == GemmEpilogue.None)
            return value;
        return epilogue == GemmEpilogue.Relu
            ? Vector128.ConditionalSelect(Vector128.LessThanOrEqual(value, Vector128<float>.Zero), Vector128<float>.Zero, value)
            : Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128.Load(mask), Vector128<float>.Zero), value, Vector128<float>.Zero);
    }
}
