// The objectives that rank the batch for each of its items by soft histograms of distances.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public double AveragePrecisionRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        RequireRanking(p, a, m, bits, bins);
        SoftHistogram histogram = new(p.Rows, bits, bins);
        int* counts = CountRelevant(a, out _);
        AveragePrecisionRow row = new()
        {
            Products = new(p), Affinity = new(a), Gradient = new(m), RelevantCounts = counts, Items = p.Rows, Histogram = histogram,
            QueryWeight = QueryWeight(counts, p.Rows),
        };
        return QueryJob<AveragePrecisionRow>.Run(team, partialSums, scratch, row, p.Rows, AveragePrecisionRow.WorkspaceFloats(p.Rows, histogram));
    }

    /// <inheritdoc/>
    public double NdcgRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        RequireRanking(p, a, m, bits, bins);
        SoftHistogram histogram = new(p.Rows, bits, bins);
        int* counts = CountRelevant(a, out _);
        float* byRank = discounts.Reserve(p.Rows);
        NdcgRow.FillDiscounts(byRank, p.Rows);
        NdcgRow row = new()
        {
            Products = new(p), Affinity = new(a), Gradient = new(m), RelevantCounts = counts, Discounts = byRank, Items = p.Rows,
            Histogram = histogram, QueryWeight = QueryWeight(counts, p.Rows),
        };
        return QueryJob<NdcgRow>.Run(team, partialSums, scratch, row, p.Rows, NdcgRow.WorkspaceFloats(p.Rows, histogram));
    }

    // One over the number of queries that have something to find.
    private static double QueryWeight(int* counts, int items)
    {
        int queries = 0;
        for (int i = 0; i < items; i++)
            queries += counts[i] > 0 ? 1 : 0;
        return 1.0 / Math.Max(1, queries);
    }

    private static void RequireRanking(CpuMatrix products, CpuMatrix affinity, CpuMatrix pairGradient, int bits, int bins)
    {
        RequirePairs(products, affinity, pairGradient);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
    }
}
