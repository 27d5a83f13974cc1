// Ridge regression to codewords in double with plain loops and Gaussian elimination.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Evaluation;

internal static class ReferenceRidge
{
    public static double[,] Outputs(LabeledData data, ClassCodewords codewords)
    {
        int n = data.Count, d = data.Features.Columns, size = d + 1, bits = codewords.Bits;
        float[] row = new float[d], target = new float[bits];
        double[,] x = new double[n, size];
        for (int i = 0; i < n; i++)
        {
            data.Features.CopyRow(i, row);
            for (int j = 0; j < d; j++)
                x[i, j] = row[j];
        }
        double variance = 0;
        for (int j = 0; j < d; j++)
        {
            double mean = 0;
            for (int i = 0; i < n; i++)
                mean += x[i, j] / n;
            for (int i = 0; i < n; i++)
            {
                x[i, j] -= mean;
                variance += x[i, j] * x[i, j] / n / d;
            }
        }
        double[,] system = new double[size, size + bits];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < d; j++)
                x[i, j] /= Math.Sqrt(variance);
            x[i, d] = 1;
            codewords.CopyTarget(data.Labels, i, target);
            for (int a = 0; a < size; a++)
            {
                for (int b = 0; b < size; b++)
                    system[a, b] += x[i, a] * x[i, b] / n;
                for (int b = 0; b < bits; b++)
                    system[a, size + b] += x[i, a] * target[b] / n;
            }
        }
        double trace = 0;
        for (int a = 0; a < size; a++)
            trace += system[a, a];
        for (int a = 0; a < size; a++)
            system[a, a] += Math.Min(0.2, 1000.0 / n) * trace / size;
        Eliminate(system, size, size + bits);
        double[,] outputs = new double[n, bits];
        for (int i = 0; i < n; i++)
        {
            for (int bit = 0; bit < bits; bit++)
            {
                for (int a = 0; a < size; a++)
                    outputs[i, bit] += x[i, a] * system[a, size + bit];
            }
        }
        return outputs;
    }

    private static void Eliminate(double[,] system, int size, int columns)
    {
        for (int pivot = 0; pivot < size; pivot++)
        {
            for (int column = columns - 1; column >= pivot; column--)
                system[pivot, column] /= system[pivot, pivot];
            for (int other = 0; other < size; other++)
            {
                if (other == pivot)
                    continue;
                for (int column = columns - 1; column >= pivot; column--)
                    system[other, column] -= system[other, pivot] * system[pivot, column];
            }
        }
    }
}
