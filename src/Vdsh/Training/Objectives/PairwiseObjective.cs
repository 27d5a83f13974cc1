// Objectives that compare the items of a batch with one another all have this shape: a matrix over pairs in the middle, products around it.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>
/// A loss over pairs of the batch that sees the codes only through P = B B^T, B = function(H): with M = dLoss/dP, taken over ordered pairs,
/// G = n (M + M^T) B .* function'(H). The labels enter as the affinity A = Y Y^T, the number of labels that two items share.
/// </summary>
internal abstract class PairwiseObjective : Objective
{
    private readonly LabelSet labels;
    private readonly CodeFunction function;
    private readonly float[,] staging;
    private readonly DeviceMatrix indicators, affinity, relaxed, products, pairGradient;

    protected PairwiseObjective(MatrixArena arena, LabelSet labels, int bits, int batchRows, CodeFunction function)
    {
        Backend = arena.Backend;
        this.labels = labels;
        this.function = function;
        staging = new float[batchRows, labels.ClassCount];
        indicators = arena.Allocate(batchRows, labels.ClassCount);
        affinity = arena.Allocate(batchRows, batchRows);
        relaxed = arena.Allocate(batchRows, bits);
        products = arena.Allocate(batchRows, batchRows);
        pairGradient = arena.Allocate(batchRows, batchRows);
    }

    public override bool NeedsRandomCodeLayer => true;

    public override float Strength => 1f;

    public override float Pull => 0.3f;

    public override IEnumerable<(string Name, DeviceMatrix Matrix)> State => [];

    protected IComputeBackend Backend { get; }

    /// <summary>Elements of the matrices above, and a double per row for its part of the loss, for the memory plan.</summary>
    public static long Elements(int rows, int bits, int classes) => rows * (3L * rows + bits + classes + 2);

    public override void LoadBatch(ReadOnlySpan<int> rows, Mixture? mixture = null)
    {
        for (int i = 0; i < rows.Length; i++)
            labels.CopyIndicators(rows[i], staging.GetRowSpan(i));
        Backend.Upload(staging, indicators);
        Backend.Multiply(indicators, Transpose.No, indicators, Transpose.Yes, 1f, 0f, affinity);
    }

    public override double Evaluate(DeviceMatrix outputs, DeviceMatrix gradient, long step)
    {
        Backend.ApplyCodeFunction(outputs, function, relaxed);
        Backend.Multiply(relaxed, Transpose.No, relaxed, Transpose.Yes, 1f, 0f, products);
        double loss = EvaluatePairs(products, affinity, pairGradient, step);
        Backend.Multiply(pairGradient, Transpose.No, relaxed, Transpose.No, outputs.Rows, 0f, gradient);
        Backend.Multiply(pairGradient, Transpose.Yes, relaxed, Transpose.No, outputs.Rows, 1f, gradient);
        Backend.ChainCodeFunction(relaxed, function, gradient);
        return loss;
    }

    public override void MinimizeState(DeviceMatrix outputs)
    {
        // Pairs have no state to minimise over.
    }

    public override double EvaluateFrozen(DeviceMatrix outputs, DeviceMatrix gradient) => Evaluate(outputs, gradient, 0);

    /// <summary>Returns the loss and writes its derivative with respect to each element of P, elements (i, j) and (j, i) taken apart.</summary>
    /// <param name="products">P, n x n.</param>
    /// <param name="affinity">A, n x n: labels shared.</param>
    /// <param name="pairGradient">M, n x n.</param>
    /// <param name="step">Mini-batches before this one, for seeded choices.</param>
    protected abstract double EvaluatePairs(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient, long step);
}
