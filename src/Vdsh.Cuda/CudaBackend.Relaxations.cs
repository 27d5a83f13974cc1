// The objectives that rank the batch for each of its items by soft histograms of distances.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    /// <inheritdoc/>
    public double AveragePrecisionRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        HistogramBinning binning = RequireRanking(p, a, m, bits, bins);
        if (p.Whole.IsEmpty)
            return 0;
        BatchRowSpace space = BatchRowSpace.Reserve(scratch, p.Rows, binning.Bytes, LargestSharedBytes);
        nuint queries = CountAnchors(a.Whole, needsIrrelevant: false);
        relaxations.AveragePrecision(p.Whole, a.Whole, binning, queries, m.Whole, space);
        return SumOfRows(space, p.Rows);
    }

    /// <inheritdoc/>
    public double NdcgRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        HistogramBinning binning = RequireRanking(p, a, m, bits, bins);
        if (p.Whole.IsEmpty)
            return 0;
        BatchRowSpace space = BatchRowSpace.Reserve(scratch, p.Rows, binning.Bytes, LargestSharedBytes);
        nuint queries = CountAnchors(a.Whole, needsIrrelevant: false);
        relaxations.Ndcg(p.Whole, a.Whole, binning, queries, m.Whole, space);
        return SumOfRows(space, p.Rows);
    }

    private static HistogramBinning RequireRanking(CudaMatrix products, CudaMatrix affinity, CudaMatrix pairGradient, int bits, int bins)
    {
        RequirePairs(products, affinity, pairGradient);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        return new HistogramBinning(bits, bins);
    }
}
