// The innermost loop of every product for AVX-512: written out row by row, because only named locals are sure to stay in registers.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>Tiles of up to 12 rows and two 512-bit vectors. 32 registers: 24 sums, two vectors of b, one element of a.</summary>
internal readonly unsafe struct MicroKernel512 : IMicroKernel
{
    private const int W = 16;

    public static int Rows => 12;

    public static int Lanes => W;

    public static bool FusesEpilogue => true;

    public static int PanelRows(int rows) => rows switch { <= 1 => 1, <= 2 => 2, <= 4 => 4, <= 8 => 8, _ => 12 };

    public static void Multiply(int rows, int vectors, nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next)
    {
        if (vectors == 2)
            Multiply<Count.Two>(rows, k, a, b, strideB, target, next);
        else
            Multiply<Count.One>(rows, k, a, b, strideB, target, next);
    }

    private static void Multiply<TVectors>(int rows, nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next) where TVectors : struct, ICount
    {
        switch (rows)
        {
            case 1:
                Multiply<Count.One, TVectors>(k, a, b, strideB, target, next);
                break;
            case 2:
                Multiply<Count.Two, TVectors>(k, a, b, strideB, target, next);
                break;
            case 4:
                Multiply<Count.Four, TVectors>(k, a, b, strideB, target, next);
                break;
            case 8:
                Multiply<Count.Eight, TVectors>(k, a, b, strideB, target, next);
                break;
            default:
                Multiply<Count.Twelve, TVectors>(k, a, b, strideB, target, next);
                break;
        }
    }

    private static void Multiply<TRows, TVectors>(nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        if (a.RowStep == 1 && a.Step == TRows.Value)
            Multiply<TRows, TVectors, Flag.Yes>(k, a, b, strideB, target, next);
        else
            Multiply<TRows, TVectors, Flag.No>(k, a, b, strideB, target, next);
    }

    // Where all distances are constants, enough registers are left for fetching ahead.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TRows, TVectors, TPacked>(nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next)
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TPacked : struct, IFlag
    {
        Vector512<float> s00 = default, s10 = default, s20 = default, s30 = default, s40 = default, s50 = default;
        Vector512<float> s60 = default, s70 = default, s80 = default, s90 = default, sa0 = default, sb0 = default;
        Vector512<float> s01 = default, s11 = default, s21 = default, s31 = default, s41 = default, s51 = default;
        Vector512<float> s61 = default, s71 = default, s81 = default, s91 = default, sa1 = default, sb1 = default;
        // Three rows to a pointer: as far as an address can reach with one step between rows.
        nint row = TPacked.Value ? 1 : a.RowStep, row2 = 2 * row, step = TPacked.Value ? TRows.Value : a.Step;
        float* a0 = a.Start, from3 = a0 + (3 * row), from6 = a0 + (6 * row), from9 = a0 + (9 * row);
        while (k > 0)
        {
            nint steps = TPacked.Value ? Math.Min(k, NextTile.Steps) : k;
            k -= steps;
            if (TPacked.Value)
                next.Fetch();
            do
            {
                Vector512<float> b0 = Vector512.Load(b), b1 = TVectors.Value > 1 ? Vector512.Load(b + W) : default;
                Vector512<float> x0 = Vector512.Create(a0[0]);
                s00 = Vector512.FusedMultiplyAdd(x0, b0, s00);
                if (TVectors.Value > 1)
                    s01 = Vector512.FusedMultiplyAdd(x0, b1, s01);

                if (TRows.Value > 1)
                {
                    Vector512<float> x1 = Vector512.Create(a0[row]);
                    s10 = Vector512.FusedMultiplyAdd(x1, b0, s10);
                    if (TVectors.Value > 1)
                        s11 = Vector512.FusedMultiplyAdd(x1, b1, s11);
                }

                if (TRows.Value > 2)
                {
                    Vector512<float> x2 = Vector512.Create(a0[row2]);
                    s20 = Vector512.FusedMultiplyAdd(x2, b0, s20);
                    if (TVectors.Value > 1)
                        s21 = Vector512.FusedMultiplyAdd(x2, b1, s21);
                    Vector512<float> x3 = Vector512.Create(TPacked.Value ? a0[3] : from3[0]);
                    s30 = Vector512.FusedMultiplyAdd(x3, b0, s30);
                    if (TVectors.Value > 1)
                        s31 = Vector512.FusedMultiplyAdd(x3, b1, s31);
                }

                if (TRows.Value > 4)
                {
                    Vector512<float> x4 = Vector512.Create(TPacked.Value ? a0[4] : from3[row]);
                    s40 = Vector512.FusedMultiplyAdd(x4, b0, s40);
                    if (TVectors.Value > 1)
                        s41 = Vector512.FusedMultiplyAdd(x4, b1, s41);
                    Vector512<float> x5 = Vector512.Create(TPacked.Value ? a0[5] : from3[row2]);
                    s50 = Vector512.FusedMultiplyAdd(x5, b0, s50);
                    if (TVectors.Value > 1)
                        s51 = Vector512.FusedMultiplyAdd(x5, b1, s51);
                    Vector512<float> x6 = Vector512.Create(TPacked.Value ? a0[6] : from6[0]);
                    s60 = Vector512.FusedMultiplyAdd(x6, b0, s60);
                    if (TVectors.Value > 1)
                        s61 = Vector512.FusedMultiplyAdd(x6, b1, s61);
                    Vector512<float> x7 = Vector512.Create(TPacked.Value ? a0[7] : from6[row]);
                    s70 = Vector512.FusedMultiplyAdd(x7, b0, s70);
                    if (TVectors.Value > 1)
                        s71 = Vector512.FusedMultiplyAdd(x7, b1, s71);
                }

                if (TRows.Value > 8)
                {
                    Vector512<float> x8 = Vector512.Create(TPacked.Value ? a0[8] : from6[row2]);
                    s80 = Vector512.FusedMultiplyAdd(x8, b0, s80);
                    if (TVectors.Value > 1)
                        s81 = Vector512.FusedMultiplyAdd(x8, b1, s81);
                    Vector512<float> x9 = Vector512.Create(TPacked.Value ? a0[9] : from9[0]);
                    s90 = Vector512.FusedMultiplyAdd(x9, b0, s90);
                    if (TVectors.Value > 1)
                        s91 = Vector512.FusedMultiplyAdd(x9, b1, s91);
                    Vector512<float> xa = Vector512.Create(TPacked.Value ? a0[10] : from9[row]);
                    sa0 = Vector512.FusedMultiplyAdd(xa, b0, sa0);
                    if (TVectors.Value > 1)
                        sa1 = Vector512.FusedMultiplyAdd(xa, b1, sa1);
                    Vector512<float> xb = Vector512.Create(TPacked.Value ? a0[11] : from9[row2]);
                    sb0 = Vector512.FusedMultiplyAdd(xb, b0, sb0);
                    if (TVectors.Value > 1)
                        sb1 = Vector512.FusedMultiplyAdd(xb, b1, sb1);
                }

                a0 += step;
                if (!TPacked.Value && TRows.Value > 3)
                    from3 += step;
                if (!TPacked.Value && TRows.Value > 6)
                    from6 += step;
                if (!TPacked.Value && TRows.Value > 9)
                    from9 += step;
                b += strideB;
            }
            while (--steps > 0);
        }

        float* c = target.C, mask = target.Mask;
        nint strideC = target.Stride, strideMask = target.StrideMask;
        Vector512<float> alpha = Vector512.Create(target.Alpha), keep = Vector512.Create(target.Keep);
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
            Store<TVectors>(s60, s61, alpha, keep, add, epilogue, c + (6 * strideC), mask + (6 * strideMask));
            Store<TVectors>(s70, s71, alpha, keep, add, epilogue, c + (7 * strideC), mask + (7 * strideMask));
        }

        if (TRows.Value > 8)
        {
            Store<TVectors>(s80, s81, alpha, keep, add, epilogue, c + (8 * strideC), mask + (8 * strideMask));
            Store<TVectors>(s90, s91, alpha, keep, add, epilogue, c + (9 * strideC), mask + (9 * strideMask));
            Store<TVectors>(sa0, sa1, alpha, keep, add, epilogue, c + (10 * strideC), mask + (10 * strideMask));
            Store<TVectors>(sb0, sb1, alpha, keep, add, epilogue, c + (11 * strideC), mask + (11 * strideMask));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(
        Vector512<float> low, Vector512<float> high, Vector512<float> alpha, Vector512<float> keep, bool add, GemmEpilogue epilogue, float* row, float* mask)
        where TVectors : struct, ICount
    {
        Finish(add ? Vector512.FusedMultiplyAdd(low, alpha, keep * Vector512.Load(row)) : low * alpha, epilogue, mask).Store(row);
        if (TVectors.Value > 1)
            Finish(add ? Vector512.FusedMultiplyAdd(high, alpha, keep * Vector512.Load(row + W)) : high * alpha, epilogue, mask + W).Store(row + W);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Finish(Vector512<float> value, GemmEpilogue epilogue, float* mask)
    {
        if (epilogue == GemmEpilogue.None)
            return value;
        return epilogue == GemmEpilogue.Relu
            ? Vector512.ConditionalSelect(Vector512.LessThanOrEqual(value, Vector512<float>.Zero), Vector512<float>.Zero, value)
            : Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Load(mask), Vector512<float>.Zero), value, Vector512<float>.Zero);
    }
}
