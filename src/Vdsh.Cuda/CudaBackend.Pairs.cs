// The objectives that compare the items of a batch in pairs and triplets.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    // A value and a column.
    private const long TripletItemBytes = 8;

    // So that a multiprocessor of 64 KiB of shared memory holds four blocks. Longer lists are read through the first-level cache.
    private const int LargestSharedLists = 16 << 10;

    /// <inheritdoc/>
    public double PairLikelihood(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        RequirePairs(p, a, m);
        if (p.Whole.IsEmpty)
            return 0;
        pairs.PairCounts(a.Whole, readBack.Partial);
        SumPartials(SecondSum);
        pairs.PairLikelihood(p.Whole, a.Whole, readBack.Result(SecondSum), m.Whole, readBack.Partial);
        SumPartials(FirstSum);
        return readBack.Read<double>(FirstSum);
    }

    /// <inheritdoc/>
    public double TripletLikelihood(
        DeviceMatrix products, DeviceMatrix affinity, float margin, int maxPositives, int maxNegatives, ulong seed, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        RequirePairs(p, a, m);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPositives, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNegatives, 1);
        if (p.Whole.IsEmpty)
            return 0;
        TripletChoice choice = new(margin, maxPositives, maxNegatives, seed);
        BatchRowSpace space = BatchRowSpace.Reserve(scratch, p.Rows, TripletItemBytes * choice.ListLength(p.Rows), LargestSharedLists);
        nuint anchors = CountAnchors(a.Whole, needsIrrelevant: true);
        pairs.TripletLikelihood(p.Whole, a.Whole, choice, anchors, m.Whole, space);
        return SumOfRows(space, p.Rows);
    }

    // Address of the number of rows with a relevant item and, where asked for, an irrelevant one.
    private nuint CountAnchors(DeviceView affinity, bool needsIrrelevant)
    {
        pairs.AnchorCounts(affinity, needsIrrelevant, readBack.Partial);
        SumPartials(SecondSum);
        return readBack.Result(SecondSum);
    }

    private double SumOfRows(in BatchRowSpace space, int rows)
    {
        reductions.SumPartials(space.Losses, rows, readBack.Result(FirstSum));
        return readBack.Read<double>(FirstSum);
    }

    private static void RequirePairs(CudaMatrix products, CudaMatrix affinity, CudaMatrix pairGradient)
    {
        RequireSize("products", products, products.Rows, products.Rows);
        RequireSize("affinity", affinity, products.Rows, products.Rows);
        RequireSize("pairGradient", pairGradient, products.Rows, products.Rows);
    }
}
