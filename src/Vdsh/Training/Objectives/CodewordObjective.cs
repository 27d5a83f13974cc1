// Each class gets a codeword far from all others; every item's outputs are pushed to the right side of its word with margin 1.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>Squared hinge to class codewords T: loss = mean over items of sum_j 1/2 max(0, 1 - T_ij H_ij)^2. It has no state of its own.</summary>
internal sealed class CodewordObjective : Objective
{
    private readonly IComputeBackend backend;
    private readonly LabelSet labels;
    private readonly ClassCodewords codewords;
    private readonly float[,] staging;
    private readonly DeviceMatrix targets;

    public CodewordObjective(MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows)
    {
        backend = arena.Backend;
        this.labels = labels;
        this.codewords = codewords;
        staging = new float[batchRows, codewords.Bits];
        targets = arena.Allocate(batchRows, codewords.Bits);
    }

    public override bool NeedsRandomCodeLayer => false;

    public override float Strength => 0.5f;

    public override float Pull => 0f;

    public override IEnumerable<(string Name, DeviceMatrix Matrix)> State => [];

    /// <summary>Elements of the matrices above, for the memory plan.</summary>
    public static long Elements(int rows, int bits, int classes) => (long)rows * bits;

    public override void LoadBatch(ReadOnlySpan<int> rows, Mixture? mixture = null)
    {
        for (int i = 0; i < rows.Length; i++)
            codewords.CopyTarget(labels, rows[i], staging.GetRowSpan(i));
        backend.Upload(staging, targets);
    }

    public override double Evaluate(DeviceMatrix outputs, DeviceMatrix gradient, long step) => EvaluateFrozen(outputs, gradient);

    public override void MinimizeState(DeviceMatrix outputs)
    {
        // The codewords are given: there is nothing to minimise over.
    }

    public override double EvaluateFrozen(DeviceMatrix outputs, DeviceMatrix gradient)
        => backend.SquaredHinge(outputs, targets, gradient) / outputs.Rows;
}
