// Every item should be nearer to those that share a label with it than to all others, by a margin.
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>
/// "dtsh": triplet likelihood (Wang, Shi, Kitani, "Deep Supervised Hashing with Triplet Labels", ACCV 2016). With Theta = h_i h_j / 2 the loss is the mean of
/// softplus(0.2 b - Theta_ip + Theta_in) over the triplets of anchor, relevant and irrelevant item; in batches above 256 rows each anchor
/// takes 32 relevant and 64 irrelevant items. The full-batch mode keeps one choice of them, so that its loss is one function.
/// </summary>
internal sealed class TripletLikelihoodObjective(MatrixArena arena, LabelSet labels, int bits, int batchRows, ulong seed)
    : PairwiseObjective(arena, labels, bits, batchRows, CodeFunction.Identity)
{
    private const float MarginPerBit = 0.2f;
    private const int RowsWithAllTriplets = 256, SampledPositives = 32, SampledNegatives = 64;

    // Odd, so that no two steps get the same number.
    private const ulong StepMultiplier = 0xD6E8FEB86659FD93UL;

    private readonly float margin = MarginPerBit * bits;
    private readonly int maxPositives = batchRows <= RowsWithAllTriplets ? int.MaxValue : SampledPositives;
    private readonly int maxNegatives = batchRows <= RowsWithAllTriplets ? int.MaxValue : SampledNegatives;

    protected override double EvaluatePairs(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient, long step)
        => Backend.TripletLikelihood(
            products, affinity, margin, maxPositives, maxNegatives, seed ^ (((ulong)step + 1) * StepMultiplier), pairGradient);
}
