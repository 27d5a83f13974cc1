// The objective "vdsh" in double precision.
namespace Vdsh.Tests.Training;

/// <summary>Closed-form classifier on moving moments of the bits, straight-through gradient.</summary>
internal sealed class ReferenceLabelRegression
{
    private double[,] bitMoment = new double[0, 0], labelMoment = new double[0, 0];
    private bool started;

    public double Evaluate(double[,] outputs, double[,] indicators, double[,] gradient)
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
