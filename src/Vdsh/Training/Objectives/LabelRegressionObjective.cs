// The objective of "Very Deep Supervised Hashing": codes are good when a linear classifier on the bits can tell the labels.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>
/// Regularised least-squares label regression (Zhang, Chen, Saligrama, CVPR 2016): loss = 1/(2n) ||[B 1] V - Y||^2 with the
/// closed-form classifier V = (A + 0.1 I)^-1 R. Mini-batches: B = sgn(H), A and R moving moments, straight-through gradient; the quantisation
/// pull acts through the force and is not part of the loss that is reported. Full-batch mode: B = tanh(H), exact moments, and 0.1/2 ||V||^2 in
/// the loss, so that V is the exact minimiser and the gradient is true.
/// </summary>
internal sealed class LabelRegressionObjective : Objective
{
    private const float ClassifierRidge = 0.1f;
    private const float MomentKeep = 0.9f;

    private readonly IComputeBackend backend;
    private readonly LabelSet labels;
    private readonly float[,] staging;
    private readonly DeviceMatrix indicators, augmentedBits, plainBits, bitMoment, labelMoment, inverse, ridge, classifier, bitWeights, residual;

    public LabelRegressionObjective(MatrixArena arena, LabelSet labels, int bits, int batchRows)
    {
        backend = arena.Backend;
        this.labels = labels;
        int classes = labels.ClassCount;
        staging = new float[batchRows, classes];
        indicators = arena.Allocate(batchRows, classes);
        augmentedBits = arena.AllocateAugmented(batchRows, bits);
        plainBits = augmentedBits.LeftColumns(bits);
        bitMoment = arena.Allocate(bits + 1, bits + 1);
        labelMoment = arena.Allocate(bits + 1, classes);
        inverse = arena.Allocate(bits + 1, bits + 1);
        ridge = arena.Allocate(1, 1);
        classifier = arena.Allocate(bits + 1, classes);
        bitWeights = classifier.TopRows(bits);
        residual = arena.Allocate(batchRows, classes);
    }

    public override bool NeedsRandomCodeLayer => true;

    public override float Strength => 1f;

    public override float Pull => 0.3f;

    public override IEnumerable<(string Name, DeviceMatrix Matrix)> State => [("bitMoment", bitMoment), ("labelMoment", labelMoment)];

    /// <summary>Elements of the matrices above, for the memory plan.</summary>
    public static long Elements(int rows, int bits, int classes)
        => rows * (2L * classes + bits + 1) + (bits + 1L) * (2L * (bits + 1) + 2L * classes) + 1;

    public override void LoadBatch(ReadOnlySpan<int> rows, Mixture? mixture = null)
    {
        for (int i = 0; i < rows.Length; i++)
            labels.CopyIndicators(rows[i], staging.GetRowSpan(i));
        mixture?.Apply(staging);
        backend.Upload(staging, indicators);
    }

    public override double Evaluate(DeviceMatrix outputs, DeviceMatrix gradient, long step)
    {
        backend.ApplyCodeFunction(outputs, CodeFunction.Sign, plainBits);
        SolveClassifier(step == 0 ? 0f : MomentKeep);
        return Fit(gradient);
    }

    public override void MinimizeState(DeviceMatrix outputs)
    {
        backend.ApplyCodeFunction(outputs, CodeFunction.Tanh, plainBits);
        SolveClassifier(0f);
    }

    public override double EvaluateFrozen(DeviceMatrix outputs, DeviceMatrix gradient)
    {
        backend.ApplyCodeFunction(outputs, CodeFunction.Tanh, plainBits);
        double fit = Fit(gradient);
        backend.ChainCodeFunction(plainBits, CodeFunction.Tanh, gradient);
        return fit + ClassifierRidge / 2 * backend.Dot(classifier, classifier);
    }

    // A = keep A + (1 - keep) [B 1]^T [B 1] / n, R likewise with Y, V = (A + 0.1 I)^-1 R.
    private void SolveClassifier(float keep)
    {
        backend.GramMoment(augmentedBits, keep, bitMoment);
        backend.Multiply(augmentedBits, Transpose.Yes, indicators, Transpose.No, (1f - keep) / augmentedBits.Rows, keep, labelMoment);
        backend.InvertSpd(bitMoment, ClassifierRidge, 0f, inverse, ridge);
        backend.Multiply(inverse, Transpose.No, labelMoment, Transpose.No, 1f, 0f, classifier);
    }

    // Returns 1/(2n) ||[B 1] V - Y||^2 and writes ([B 1] V - Y) V_{1..b}^T.
    private double Fit(DeviceMatrix gradient)
    {
        backend.Multiply(augmentedBits, Transpose.No, classifier, Transpose.No, 1f, 0f, residual);
        backend.AddScaled(-1f, indicators, residual);
        backend.Multiply(residual, Transpose.No, bitWeights, Transpose.Yes, 1f, 0f, gradient);
        return backend.Dot(residual, residual) / (2.0 * residual.Rows);
    }
}
