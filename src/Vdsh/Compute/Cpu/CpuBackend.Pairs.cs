// The objectives that compare the items of a batch in pairs and triplets.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public double PairLikelihood(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        RequirePairs(p, a, m);
        int items = p.Rows;
        CountRelevant(a, out double relevant);
        double irrelevant = ((double)items * (items - 1)) - relevant;
        PairLikelihoodRow row = new()
        {
            Products = new(p), Affinity = new(a), Gradient = new(m), Items = items,
            RelevantWeight = relevant > 0 ? (float)(0.5 / relevant) : 0, IrrelevantWeight = irrelevant > 0 ? (float)(0.5 / irrelevant) : 0,
        };
        return QueryJob<PairLikelihoodRow>.Run(team, partialSums, scratch, row, items, (long)PairLikelihoodRow.WorkspaceRows * items);
    }

    /// <inheritdoc/>
    public double TripletLikelihood(
        DeviceMatrix products, DeviceMatrix affinity, float margin, int maxPositives, int maxNegatives, ulong seed, DeviceMatrix pairGradient)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix p = Cast(products), a = Cast(affinity), m = Cast(pairGradient);
        RequirePairs(p, a, m);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPositives, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNegatives, 1);
        int items = p.Rows;
        int* counts = CountRelevant(a, out _);
        int anchors = 0;
        for (int i = 0; i < items; i++)
            anchors += counts[i] > 0 && counts[i] < items - 1 ? 1 : 0;
        TripletLikelihoodRow row = new()
        {
            Products = new(p), Affinity = new(a), Gradient = new(m), RelevantCounts = counts, Items = items, Margin = margin,
            MaxPositives = maxPositives, MaxNegatives = maxNegatives, Seed = seed, AnchorWeight = 1.0 / Math.Max(1, anchors),
        };
        return QueryJob<TripletLikelihoodRow>.Run(team, partialSums, scratch, row, items, TripletLikelihoodRow.WorkspaceFloats(items));
    }

    // The relevant items of every row, valid until the next call.
    private int* CountRelevant(CpuMatrix affinity, out double total)
    {
        int* counts = (int*)relevance.Reserve(affinity.Rows);
        total = Sum(new RelevanceCountRow(new(affinity), affinity.Columns, counts), affinity.Rows, affinity.Columns);
        return counts;
    }

    private static void RequirePairs(CpuMatrix products, CpuMatrix affinity, CpuMatrix pairGradient)
    {
        RequireSize("products", products, products.Rows, products.Rows);
        RequireSize("affinity", affinity, products.Rows, products.Rows);
        RequireSize("pairGradient", pairGradient, products.Rows, products.Rows);
    }
}
