// The objective "dcwh" in double precision.
using Vdsh.Codes;

namespace Vdsh.Tests.Training;

/// <summary>Cross-entropy with Gaussian class centres that start as the codewords and follow the bits of their items.</summary>
internal sealed class ReferenceClassCentres
{
    private double[,]? centres;

    public void Start(ClassCodewords codewords)
    {
        if (centres is not null)
            return;
        centres = new double[codewords.ClassCount, codewords.Bits];
        for (int c = 0; c < codewords.ClassCount; c++)
        {
            for (int j = 0; j < codewords.Bits; j++)
                centres[c, j] = codewords.Codes.Bit(c, j) ? 1 : -1;
        }
    }

    public double Evaluate(double[,] outputs, double[,] indicators, double[,] gradient, bool frozen)
    {
        int n = outputs.GetLength(0), bits = outputs.GetLength(1), classes = indicators.GetLength(1);
        double loss = 0, variance = bits / 4.0;
        for (int i = 0; i < n; i++)
        {
            double carried = Enumerable.Range(0, classes).Sum(c => indicators[i, c]);
            if (carried == 0)
                continue;
            double[] scores = [.. Enumerable.Range(0, classes).Select(c => -Enumerable.Range(0, bits)
                .Sum(j => Math.Pow(outputs[i, j] - centres![c, j], 2) - Math.Pow(outputs[i, j], 2)) / (2 * variance))];
            double highest = scores.Max(), sum = scores.Sum(score => Math.Exp(score - highest));
            for (int c = 0; c < classes; c++)
            {
                double target = indicators[i, c] / carried;
                loss -= target * (scores[c] - highest - Math.Log(sum)) / n;
                for (int j = 0; j < bits; j++)
                    gradient[i, j] += (Math.Exp(scores[c] - highest) / sum - target) * centres![c, j] / variance;
            }
        }
        if (!frozen)
            Move(outputs, indicators);
        return loss;
    }

    private void Move(double[,] outputs, double[,] indicators)
    {
        for (int c = 0; c < centres!.GetLength(0); c++)
        {
            int[] items = [.. Enumerable.Range(0, outputs.GetLength(0)).Where(i => indicators[i, c] > 0)];
            for (int j = 0; j < outputs.GetLength(1) && items.Length > 0; j++)
                centres[c, j] = 0.99 * centres[c, j] + 0.01 * items.Average(i => outputs[i, j] >= 0 ? 1.0 : -1.0);
        }
    }
}
