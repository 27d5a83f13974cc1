// The objectives over pairs as functions of the outputs, in double precision.
using Vdsh.Cli.Selftest;
using Vdsh.Tests.Compute;

namespace Vdsh.Tests.Training;

/// <summary>"dpsh", "dtsh" with all triplets, "talr-ap" and "talr-ndcg".</summary>
internal static class ReferencePairObjective
{
    /// <summary>Returns the loss and writes n dLoss/dH.</summary>
    public static double Evaluate(string name, double[,] outputs, double[,] indicators, double[,] gradient)
    {
        int n = outputs.GetLength(0), bits = outputs.GetLength(1), bins = Bins(bits);
        bool ranking = name.StartsWith("talr", StringComparison.Ordinal);
        double[,] codes = ranking ? ReferenceAlgebra.Map(outputs, Math.Tanh) : outputs, m = new double[n, n];
        double[,] products = ReferenceStep.Product(codes, Transposed(codes)), affinity = ReferenceStep.Product(indicators, Transposed(indicators));
        double loss = name switch
        {
            "dpsh" => PairReference.PairLikelihood(products, affinity, m),
            "dtsh" => PairReference.TripletLikelihood(products, affinity, 0.2 * bits, int.MaxValue, int.MaxValue, 0, m),
            "talr-ap" => PairReference.AveragePrecision(products, affinity, bits, bins, m),
            "talr-ndcg" => PairReference.Ndcg(products, affinity, bits, bins, m),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < bits; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                    sum += (m[i, k] + m[k, i]) * codes[k, j];
                gradient[i, j] = n * sum * (ranking ? 1 - codes[i, j] * codes[i, j] : 1);
            }
        }
        return loss;
    }

    /// <summary>How near the relaxed distances of different items come to the edge of a bin, in bins.</summary>
    public static double EdgeDistance(double[,] outputs)
    {
        int bits = outputs.GetLength(1);
        double[,] codes = ReferenceAlgebra.Map(outputs, Math.Tanh), products = ReferenceStep.Product(codes, Transposed(codes));
        double nearest = 1;
        for (int i = 0; i < products.GetLength(0); i++)
        {
            for (int j = 0; j < i; j++)
            {
                double position = (bits - products[i, j]) / 2 * Bins(bits) / bits;
                nearest = Math.Min(nearest, Math.Abs(position - Math.Round(position)));
            }
        }
        return nearest;
    }

    private static int Bins(int bits) => bits >= 32 ? bits / 2 : bits;

    private static double[,] Transposed(double[,] values)
    {
        double[,] result = new double[values.GetLength(1), values.GetLength(0)];
        for (int i = 0; i < values.GetLength(0); i++)
        {
            for (int j = 0; j < values.GetLength(1); j++)
                result[j, i] = values[i, j];
        }
        return result;
    }
}
