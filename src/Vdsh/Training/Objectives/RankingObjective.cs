// The measures that retrieval is judged by, made smooth: every item of a batch ranks the others, with ties counted as ties.
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>
/// "talr-ap" and "talr-ndcg": tie-aware relaxations of average precision and NDCG (He, Cakir, Bargal, Sclaroff, "Hashing as Tie-Aware Learning to
/// Rank", CVPR 2018). Codes are relaxed to tanh(H); distances go into soft histograms whose bins are one bit wide for short codes and two from
/// <see cref="LongCode"/> bits on, where finer bins would hold too few items of a batch. The gradient is that of the relaxed codes.
/// </summary>
internal sealed class RankingObjective : PairwiseObjective
{
    /// <summary>Bits from which on a bin is two bits wide.</summary>
    private const int LongCode = 32;

    private readonly RankingMeasure measure;
    private readonly int bits;
    private readonly int bins;

    public RankingObjective(MatrixArena arena, LabelSet labels, int bits, int batchRows, RankingMeasure measure)
        : base(arena, labels, bits, batchRows, CodeFunction.Tanh)
    {
        this.measure = measure;
        this.bits = bits;
        bins = bits >= LongCode ? bits / 2 : bits;
    }

    protected override double EvaluatePairs(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient, long step)
        => measure == RankingMeasure.AveragePrecision
            ? Backend.AveragePrecisionRelaxation(products, affinity, bits, bins, pairGradient)
            : Backend.NdcgRelaxation(products, affinity, bits, bins, pairGradient);
}
