// Loss and gradient of the objectives in double precision and plain loops.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Training;

/// <summary>The objectives "codeword" and "vdsh" as the mini-batch trainer uses them.</summary>
internal sealed class ReferenceObjective(string name)
{
    private double[,] targets = new double[0, 0], indicators = new double[0, 0], bitMoment = new double[0, 0], labelMoment = new double[0, 0];
    private bool started;

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
    }

    public double Evaluate(double[,] outputs, double[,] gradient) => name == "codeword" ? Hinge(outputs, gradient) : Regression(outputs, gradient);

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

    private double Regression(double[,] outputs, double[,] gradient)
    {
        int n = outputs.GetLength(0), bits = outputs.GetLength(1), classes = indicators.GetLength(1);
        double[,] b = new double[n, bits + 1], transposed = new double[bits + 1, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= bits; j++)
                b[i, j] = transposed[j, i] = j == bits || outputs[i, j] >= 0 ? 1 : -1;
        }
        bitMoment = Moving(bitMoment, ReferenceStep.Product(transposed, b), n);
        labelMoment = Moving(labelMoment, ReferenceStep.Product(transposed, indicators), n);
        started = true;
        double[,] damped = (double[,])bitMoment.Clone();
        for (int j = 0; j <= bits; j++)
            damped[j, j] += 0.1;
        double[,] classifier = ReferenceStep.Product(ReferenceStep.Inverse(damped), labelMoment);
        double[,] fit = ReferenceStep.Product(b, classifier);
        double loss = 0;
        for (int i = 0; i < n; i++)
        {
            for (int c = 0; c < classes; c++)
            {
                double residual = fit[i, c] - indicators[i, c];
                loss += residual * residual;
                for (int j = 0; j < bits; j++)
                    gradient[i, j] += residual * classifier[j, c];
            }
        }
        return loss / (2 * n);
    }

    private double[,] Moving(double[,] old, double[,] sum, int n)
    {
        for (int i = 0; i < sum.GetLength(0); i++)
        {
            for (int j = 0; j < sum.GetLength(1); j++)
                sum[i, j] = started ? 0.9 * old[i, j] + 0.1 * sum[i, j] / n : sum[i, j] / n;
        }
        return sum;
    }
}
