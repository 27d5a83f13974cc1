// The training step once more, in double precision and plain loops, written from the mathematics alone: the oracle of every backend.
using Vdsh.Training;

namespace Vdsh.Tests.Training;

/// <summary>One mini-batch step of the layer-wise method on small nets. Matrices are [row, column]; weights carry the bias as their last row.</summary>
internal sealed class ReferenceStep(double[][,] weights, double alpha, double momentum, double decay, double trust)
{
    private readonly double[][,] moments = Array.ConvertAll(weights, w => new double[w.GetLength(0), w.GetLength(0)]);
    private readonly double[][,] velocities = Array.ConvertAll(weights, w => new double[w.GetLength(0), w.GetLength(1)]);
    private readonly double[][,] inverses = new double[weights.Length][,];
    private readonly double[] ridges = new double[weights.Length];
    private double scale;

    public double[][,] Weights { get; } = weights;

    /// <summary>What each layer gave, was told and did in the last step.</summary>
    public LayerRecord[] Records { get; } = new LayerRecord[weights.Length];

    public delegate double Gradient(double[,] outputs, double[,] gradient);

    /// <summary>
    /// Runs the step on n x d inputs and returns the loss; <paramref name="pull"/> is the quantisation pull as a function of an output, <paramref name="keeps"/> what a
    /// layer keeps of its moment or null where it does not take in the batch.
    /// </summary>
    public double Run(double[,] inputs, Gradient objective, double strength, Func<double, double> pull, double eta, int trustRows, Func<int, double?> keeps, Func<int, bool> refreshes)
    {
        int n = inputs.GetLength(0), layers = Weights.Length;
        double[][,] z = new double[layers][,];
        double[] outputRms = new double[layers];
        double[,] h = inputs;
        for (int layer = 0; layer < layers; layer++)
        {
            z[layer] = Augment(h);
            h = Product(z[layer], Weights[layer]);
            if (layer < layers - 1)
                Relu(h);
            outputRms[layer] = Rms(h);
        }

        double[,] gradient = new double[n, h.GetLength(1)];
        double loss = objective(h, gradient);
        double rms = Rms(gradient);
        scale = Math.Max(scale == 0 ? rms : 0.95 * scale + 0.05 * rms, 1e-12);
        double[,] multiplier = new double[n, h.GetLength(1)];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < h.GetLength(1); j++)
                multiplier[i, j] = Math.Clamp(-strength * gradient[i, j] / scale + pull(h[i, j]), -2, 2);
        }

        for (int layer = layers - 1; layer >= 0; layer--)
        {
            double[,] w = Weights[layer], below = Below(multiplier, w, z[layer]), before = (double[,])w.Clone();
            Update(layer, z[layer], multiplier, eta, trustRows, keeps(layer), refreshes(layer), layer < layers - 1 ? trust / Math.Sqrt(layers - 1) : double.PositiveInfinity);
            Records[layer] = new LayerRecord(outputRms[layer], Rms(multiplier), Rms(Difference(w, before)) / Rms(w));
            multiplier = below;
        }
        return loss;
    }

    private void Update(int layer, double[,] z, double[,] multiplier, double eta, int trustRows, double? keep, bool refresh, double limit)
    {
        double[,] w = Weights[layer], s = moments[layer], v = velocities[layer];
        int n = z.GetLength(0), d = z.GetLength(1), outputs = w.GetLength(1);
        double trace = 0;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                double sum = 0;
                for (int row = 0; row < n; row++)
                    sum += z[row, i] * z[row, j];
                s[i, j] = keep is double k ? k * s[i, j] + (1 - k) * sum / n : s[i, j];
            }
            trace += s[i, i];
        }
        if (refresh)
        {
            ridges[layer] = alpha * trace / d;
            double[,] damped = (double[,])s.Clone();
            for (int i = 0; i < d; i++)
                damped[i, i] += ridges[layer];
            inverses[layer] = Inverse(damped);
        }
        double[,] moment = new double[d, outputs];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < outputs; j++)
            {
                for (int row = 0; row < n; row++)
                    moment[i, j] += z[row, i] * multiplier[row, j] / n;
            }
        }
        double[,] local = Product(inverses[layer], moment);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < outputs; j++)
                v[i, j] = momentum * v[i, j] + local[i, j];
        }

        double step = eta;
        if (double.IsFinite(limit))
        {
            double[,] sample = new double[Math.Min(trustRows, n), d];
            Array.Copy(z, sample, sample.Length);
            double before = Rms(Product(sample, w));
            double change = before > 0 ? eta * Rms(Product(sample, v)) / before : 0;
            step = change > limit ? eta * limit / change : eta;
        }
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < outputs; j++)
                w[i, j] += Math.Min(1, eta * decay / ridges[layer]) * (Target(layer, i, j) - w[i, j]) + step * v[i, j];
        }
    }

    // Square hidden layers but the first decay to the identity.
    private double Target(int layer, int row, int column)
        => layer > 0 && layer < Weights.Length - 1 && Weights[layer].GetLength(0) == Weights[layer].GetLength(1) + 1 && row == column ? 1 : 0;

    private static double[,] Below(double[,] multiplier, double[,] w, double[,] z)
    {
        double[,] below = new double[z.GetLength(0), z.GetLength(1) - 1];
        for (int row = 0; row < below.GetLength(0); row++)
        {
            for (int i = 0; i < below.GetLength(1); i++)
            {
                for (int j = 0; j < w.GetLength(1) && z[row, i] > 0; j++)
                    below[row, i] += multiplier[row, j] * w[i, j];
            }
        }
        return below;
    }

    private static double[,] Difference(double[,] a, double[,] b)
    {
        double[,] difference = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                difference[i, j] -= b[i, j];
        }
        return difference;
    }

    private static void Relu(double[,] values)
    {
        for (int i = 0; i < values.GetLength(0); i++)
        {
            for (int j = 0; j < values.GetLength(1); j++)
                values[i, j] = Math.Max(values[i, j], 0);
        }
    }

    private static double[,] Augment(double[,] values)
    {
        int n = values.GetLength(0), d = values.GetLength(1);
        double[,] augmented = new double[n, d + 1];
        for (int row = 0; row < n; row++)
        {
            for (int j = 0; j < d; j++)
                augmented[row, j] = values[row, j];
            augmented[row, d] = 1;
        }
        return augmented;
    }

    public static double[,] Product(double[,] a, double[,] b)
    {
        double[,] c = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < c.GetLength(0); i++)
        {
            for (int j = 0; j < c.GetLength(1); j++)
            {
                for (int k = 0; k < a.GetLength(1); k++)
                    c[i, j] += a[i, k] * b[k, j];
            }
        }
        return c;
    }

    /// <summary>Gauss-Jordan elimination with partial pivoting.</summary>
    public static double[,] Inverse(double[,] matrix)
    {
        int d = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone(), inverse = new double[d, d];
        for (int i = 0; i < d; i++)
            inverse[i, i] = 1;
        for (int column = 0; column < d; column++)
        {
            int pivot = column;
            for (int i = column + 1; i < d; i++)
                pivot = Math.Abs(a[i, column]) > Math.Abs(a[pivot, column]) ? i : pivot;
            double divisor = a[pivot, column];
            for (int j = 0; j < d; j++)
            {
                (a[column, j], a[pivot, j]) = (a[pivot, j] / divisor, pivot == column ? a[pivot, j] / divisor : a[column, j]);
                (inverse[column, j], inverse[pivot, j]) = (inverse[pivot, j] / divisor, pivot == column ? inverse[pivot, j] / divisor : inverse[column, j]);
            }
            for (int i = 0; i < d; i++)
            {
                double factor = a[i, column];
                for (int j = 0; j < d && i != column; j++)
                {
                    a[i, j] -= factor * a[column, j];
                    inverse[i, j] -= factor * inverse[column, j];
                }
            }
        }
        return inverse;
    }

    private static double Rms(double[,] values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * value;
        return Math.Sqrt(sum / values.Length);
    }
}
