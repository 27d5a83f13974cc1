// The innermost loop of every product for AVX2 with FMA: written out row by row, because only named locals are sure to stay in registers.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>Tiles of up to 6 rows and two 256-bit vectors. 16 registers: 12 sums, two vectors of b, one element of a.</summary>
internal readonly unsafe struct MicroKernel256 : IMicroKernel
{
    private const int W = 8;

    public static int Rows => 6;

    public static int Lanes => W;

    public static bool FusesEpilogue => true;

    public static int PanelRows(int rows) => rows switch { <= 1 => 1, <= 2 => 2, <= 4 => 4, _ => 6 };

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
            default:
                Multiply<Count.Six, TVectors>(k, a, b, strideB, target, next);
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

    // Where all distances are constants, registers are left for fetching ahead.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TRows, TVectors, TPacked>(nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next)
        where TRows : struct, ICount
        where TVectors : struct, ICount
        where TPacked : struct, IFlag
    {
        Vector256<float> s00 = default, s10 = default, s20 = default, s30 = default, s40 = default, s50 = default;
        Vector256<float> s01 = default, s11 = default, s21 = default, s31 = default, s41 = default, s51 = default;
        // Three rows to a pointer: as far as an address can reach with one step between rows.
        nint row = TPacked.Value ? 1 : a.RowStep, row2 = 2 * row, step = TPacked.Value ? TRows.Value : a.Step;
        float* a0 = a.Start, from3 = a0 + (3 * row);
        while (k > 0)
        {
            nint steps = TPacked.Value ? Math.Min(k, NextTile.Steps) : k;
            k -= steps;
            if (TPacked.Value)
                next.Fetch();
            do
            {
                Vector256<float> b0 = Vector256.Load(b), b1 = TVectors.Value > 1 ? Vector256.Load(b + W) : default;
                Vector256<float> x0 = Vector256.Create(a0[0]);
                s00 = Vector256.FusedMultiplyAdd(x0, b0, s00);
                if (TVectors.Value > 1)
                    s01 = Vector256.FusedMultiplyAdd(x0, b1, s01);

                if (TRows.Value > 1)
                {
                    Vector256<float> x1 = Vector256.Create(a0[row]);
                    s10 = Vector256.FusedMultiplyAdd(x1, b0, s10);
                    if (TVectors.Value > 1)
                        s11 = Vector256.FusedMultiplyAdd(x1, b1, s11);
                }

                if (TRows.Value > 2)
                {
                    Vector256<float> x2 = Vector256.Create(a0[row2]);
                    s20 = Vector256.FusedMultiplyAdd(x2, b0, s20);
                    if (TVectors.Value > 1)
                        s21 = Vector256.FusedMultiplyAdd(x2, b1, s21);
                    Vector256<float> x3 = Vector256.Create(TPacked.Value ? a0[3] : from3[0]);
                    s30 = Vector256.FusedMultiplyAdd(x3, b0, s30);
                    if (TVectors.Value > 1)
                        s31 = Vector256.FusedMultiplyAdd(x3, b1, s31);
                }

                if (TRows.Value > 4)
                {
                    Vector256<float> x4 = Vector256.Create(TPacked.Value ? a0[4] : from3[row]);
                    s40 = Vector256.FusedMultiplyAdd(x4, b0, s40);
                    if (TVectors.Value > 1)
                        s41 = Vector256.FusedMultiplyAdd(x4, b1, s41);
                    Vector256<float> x5 = Vector256.Create(TPacked.Value ? a0[5] : from3[row2]);
                    s50 = Vector256.FusedMultiplyAdd(x5, b0, s50);
                    if (TVectors.Value > 1)
                        s51 = Vector256.FusedMultiplyAdd(x5, b1, s51);
                }

                a0 += step;
                if (!TPacked.Value && TRows.Value > 3)
                    from3 += step;
                b += strideB;
            }
            while (--steps > 0);
        }

        float* c = target.C, mask = target.Mask;
        nint strideC = target.Stride, strideMask = target.StrideMask;
        Vector256<float> alpha = Vector256.Create(target.Alpha), keep = Vector256.Create(target.Keep);
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
        Vector256<float> low, Vector256<float> high, Vector256<float> alpha, Vector256<float> keep, bool add, GemmEpilogue epilogue, float* row, float* mask)
        where TVectors : struct, ICount
    {
        Finish(add ? Vector256.FusedMultiplyAdd(low, alpha, keep * Vector256.Load(row)) : low * alpha, epilogue, mask).Store(row);
        if (TVectors.Value > 1)
            Finish(add ? Vector256.FusedMultiplyAdd(high, alpha, keep * Vector256.Load(row + W)) : high * alpha, epilogue, mask + W).Store(row + W);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Finish(Vector256<float> value, GemmEpilogue epilogue, float* mask)
    {
        if (epilogue == GemmEpilogue.None)
            return value;
        return epilogue == GemmEpilogue.Relu
            ? Vector256.ConditionalSelect(Vector256.LessThanOrEqual(value, Vector256<float>.Zero), Vector256<float>.Zero, value)
            : Vector256.ConditionalSelect(Vector256.GreaterThan(Vector256.Load(mask), Vector256<float>.Zero), value, Vector256<float>.Zero);
    }
}
