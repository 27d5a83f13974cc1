// Codes of one class should gather around a centre of their own; the centres are learned beside the codes.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>
/// "dcwh": class-wise Gaussian likelihood (Zhe, Chen, Yan, "Deep Class-Wise Hashing", 2018). With centres mu_c and s2 = b/4, scores
/// z_ic = (h_i mu_c - |mu_c|^2 / 2) / s2 are the log-likelihoods of Gaussians of variance s2 up to what all classes share; the loss is the cross-entropy of
/// their softmax with the item's labels in equal shares. The centres start as the codewords and, after each batch, move by 1 % toward the
/// mean of their items' bits. In full-batch mode they stay where they are: moving them could raise the loss.
/// </summary>
internal sealed class ClassCentreObjective : Objective
{
    private const float CentreRate = 0.01f;

    private readonly IComputeBackend backend;
    private readonly LabelSet labels;
    private readonly float[,] targetStaging, averagingStaging, presenceStaging;
    private readonly DeviceMatrix augmented, plain, bits, scores, targets, difference, averaging, presence, means, centres, centresWithoutBias;
    private readonly float inverseVariance;

    public ClassCentreObjective(MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows)
    {
        backend = arena.Backend;
        this.labels = labels;
        int classes = labels.ClassCount, length = codewords.Bits;
        inverseVariance = 4f / length;
        targetStaging = new float[batchRows, classes];
        averagingStaging = new float[batchRows, classes];
        presenceStaging = new float[classes, 1];
        augmented = arena.AllocateAugmented(batchRows, length);
        plain = augmented.LeftColumns(length);
        bits = arena.Allocate(batchRows, length);
        scores = arena.Allocate(batchRows, classes);
        targets = arena.Allocate(batchRows, classes);
        difference = arena.Allocate(batchRows, classes);
        averaging = arena.Allocate(batchRows, classes);
        presence = arena.Allocate(classes, 1);
        means = arena.Allocate(classes, length);
        centres = arena.Allocate(classes, length + 1);
        centresWithoutBias = centres.LeftColumns(length);
        Place(codewords);
    }

    public override bool NeedsRandomCodeLayer => false;

    public override float Strength => 1f;

    public override float Pull => 0.3f;

    public override QuantizationPull Quantization => QuantizationPull.DoubleWell;

    public override IEnumerable<(string Name, DeviceMatrix Matrix)> State => [("centres", centres)];

    /// <summary>Elements of the matrices above, for the memory plan.</summary>
    public static long Elements(int rows, int bits, int classes) => rows * (2L * bits + 1 + 4L * classes) + classes * (2L * bits + 2);

    public override void LoadBatch(ReadOnlySpan<int> rows, Mixture? mixture = null)
    {
        presenceStaging.AsSpan().Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> indicators = averagingStaging.GetRowSpan(i), target = targetStaging.GetRowSpan(i);
            labels.CopyIndicators(rows[i], indicators);
            float carried = 0;
            for (int label = 0; label < indicators.Length; label++)
            {
                carried += indicators[label];
                presenceStaging[label, 0] += indicators[label];
            }
            for (int label = 0; label < indicators.Length; label++)
                target[label] = carried > 0 ? indicators[label] / carried : 0;
        }
        // Columns that average over the items of a class instead of adding them up.
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> indicators = averagingStaging.GetRowSpan(i);
            for (int label = 0; label < indicators.Length; label++)
                indicators[label] = indicators[label] > 0 ? 1f / presenceStaging[label, 0] : 0;
        }
        mixture?.Apply(targetStaging);
        backend.Upload(targetStaging, targets);
        backend.Upload(averagingStaging, averaging);
        backend.Upload(presenceStaging, presence);
    }

    public override double Evaluate(DeviceMatrix outputs, DeviceMatrix gradient, long step)
    {
        double loss = EvaluateFrozen(outputs, gradient);
        backend.ApplyCodeFunction(outputs, CodeFunction.Sign, bits);
        backend.Multiply(averaging, Transpose.Yes, bits, Transpose.No, 1f, 0f, means);
        backend.MoveCentres(means, presence, CentreRate, centres);
        return loss;
    }

    public override void MinimizeState(DeviceMatrix outputs)
    {
        // The centres stay where they are, see above.
    }

    public override double EvaluateFrozen(DeviceMatrix outputs, DeviceMatrix gradient)
    {
        backend.Copy(outputs, plain);
        backend.Multiply(augmented, Transpose.No, centres, Transpose.Yes, inverseVariance, 0f, scores);
        double loss = backend.SoftmaxCrossEntropy(scores, targets, difference);
        backend.Multiply(difference, Transpose.No, centresWithoutBias, Transpose.No, inverseVariance, 0f, gradient);
        return loss / outputs.Rows;
    }

    private void Place(ClassCodewords codewords)
    {
        float[,] start = new float[labels.ClassCount, codewords.Bits + 1];
        for (int label = 0; label < labels.ClassCount; label++)
        {
            for (int bit = 0; bit < codewords.Bits; bit++)
                start[label, bit] = codewords.Codes.Bit(label, bit) ? 1f : -1f;
            start[label, codewords.Bits] = -codewords.Bits / 2f;
        }
        backend.Upload(start, centres);
    }
}
