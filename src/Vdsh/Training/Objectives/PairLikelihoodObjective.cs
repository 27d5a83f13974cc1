// Pairs of items should be near where they share a label and far where they do not, with the probability that a logistic model gives.
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>
/// "dpsh": pairwise likelihood (Li, Wang, Kang, "Feature Learning based Deep Supervised Hashing with Pairwise Labels", IJCAI 2016). With
/// Theta = h_i h_j / 2 the loss is the weighted mean of softplus(Theta) - s Theta over the pairs of the batch, relevant and irrelevant ones having half
/// of the weight each. True gradients, so that the full-batch mode needs no other form.
/// </summary>
internal sealed class PairLikelihoodObjective(MatrixArena arena, LabelSet labels, int bits, int batchRows)
    : PairwiseObjective(arena, labels, bits, batchRows, CodeFunction.Identity)
{
    // At full force and pull, nets of 32 layers settle their bits before the pairs are sorted out.
    public override float Strength => 0.5f;

    public override float Pull => 0.1f;

    protected override double EvaluatePairs(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient, long step)
        => Backend.PairLikelihood(products, affinity, pairGradient);
}
