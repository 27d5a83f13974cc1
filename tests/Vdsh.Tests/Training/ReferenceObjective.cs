// Loss and gradient of the objectives in double precision and plain loops.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

/// <summary>An objective as the mini-batch trainer uses it; <paramref name="frozen"/>: as the full-batch mode does, without moving its state.</summary>
internal sealed class ReferenceObjective(string name, bool frozen = false)
{
    private readonly ReferenceLabelRegression regression = new();
    private readonly ReferenceClassCentres centres = new();
    private double[,] targets = new double[0, 0], indicators = new double[0, 0];

    /// <summary>The quantisation pull as a function of an output.</summary>
    public static Func<double, double> Pull(Objective objective) => objective.Quantization == QuantizationPull.Sign
        ? h => objective.Pull * ((h >= 0 ? 1 : -1) - h)
        : h => -objective.Pull / 2 * (Math.Pow(Math.Clamp(h, -2, 2), 2) - 1) * Math.Clamp(h, -2, 2);

    public void Load(LabelSet labels, ClassCodewords codewords, ReadOnlySpan<int> rows)
    {
        targets = new double[rows.Length, codewords.Bits];
        indicators = new double[rows.Length, labels.ClassCount];
        float[] target = new float[codewords.Bits];
        for (int i = 0; i < rows.Length; i++)
        {
            codewords.CopyTarget(labels, rows[i], target);
            for (int j = 0; j < target.Length; j++)
                targets[i, j] = target[j];
            for (int c = 0; c < labels.ClassCount; c++)
                indicators[i, c] = labels.Has(rows[i], c) ? 1 : 0;
        }
        centres.Start(codewords);
    }

    public double Evaluate(double[,] outputs, double[,] gradient) => name switch
    {
        "codeword" => Hinge(outputs, gradient),
        "vdsh" => regression.Evaluate(outputs, indicators, gradient),
        "dcwh" => centres.Evaluate(outputs, indicators, gradient, frozen),
        _ => ReferencePairObjective.Evaluate(name, outputs, indicators, gradient),
    };

    private double Hinge(double[,] outputs, double[,] gradient)
    {
        double loss = 0;
        for (int i = 0; i < outputs.GetLength(0); i++)
        {
            for (int j = 0; j < outputs.GetLength(1); j++)
            {
                double slack = Math.Max(0, 1 - targets[i, j] * outputs[i, j]);
                loss += slack * slack / 2;
                gradient[i, j] = -targets[i, j] * slack;
            }
        }
        return loss / outputs.GetLength(0);
    }
}
