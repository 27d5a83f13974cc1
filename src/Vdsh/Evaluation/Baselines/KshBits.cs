// One bit of KSH after another, in double on the host: the labelled subset is small.
using static Vdsh.Evaluation.Baselines.DenseAlgebra;

namespace Vdsh.Evaluation.Baselines;

/// <summary>Chooses directions a_1..a_b so that the bits h = sgn(K a) make sum h h^T approximate b S, greedily.</summary>
internal sealed class KshBits
{
    // Directions in which the kernel varies less than this share of the largest are rounding error.
    private const double SmallestVariance = 1e-8;
    private const int AscentSteps = 60;

    private readonly double[] kernel;
    private readonly int rows;
    private readonly int columns;
    private readonly LabelPairs pairs;
    private readonly int scale;
    private readonly List<double[]> chosen = [];
    private readonly double[] whitening;
    private readonly int rank;

    /// <summary>Prepares the spectral relaxation.</summary>
    /// <param name="kernel">K: l x m, centred, row-major; kept, not copied.</param>
    /// <param name="columns">m.</param>
    /// <param name="pairs">S over the l items.</param>
    /// <param name="scale">b, by which S is multiplied.</param>
    public KshBits(double[] kernel, int columns, LabelPairs pairs, int scale)
    {
        this.kernel = kernel;
        this.columns = columns;
        this.pairs = pairs;
        this.scale = scale;
        rows = kernel.Length / columns;
        SymmetricEigen eigen = SymmetricEigen.Decompose(Multiply(Transpose(kernel, columns), kernel, rows), columns);
        while (rank < columns && eigen.Values[rank] > SmallestVariance * Math.Max(eigen.Values[0], double.Epsilon))
            rank++;
        whitening = eigen.Vectors[..(rank * columns)].ToArray();
        for (int i = 0; i < rank; i++)
            Scale(1 / Math.Sqrt(eigen.Values[i]), whitening.AsSpan(i * columns, columns));
    }

    /// <summary>The bits chosen so far, each l values -1, +1.</summary>
    public IReadOnlyList<double[]> Chosen => chosen;

    /// <summary>Chooses the directions.</summary>
    /// <param name="bits">b.</param>
    /// <param name="cancellation">Checked between bits.</param>
    /// <returns>m x b, row-major.</returns>
    public double[] Learn(int bits, CancellationToken cancellation)
    {
        // K^T R K of the residual R = b S - sum h h^T follows the chosen bits by rank-one updates.
        double[] pulled = Multiply(Transpose(kernel, columns), pairs.Multiply(kernel, columns), rows);
        Scale(scale, pulled);
        double[] directions = new double[columns * bits];
        for (int bit = 0; bit < bits; bit++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] spectral = Spectral(pulled), smooth = Ascend(spectral);
            double[] spectralBit = Signs(spectral), smoothBit = Signs(smooth);
            bool smoothIsBetter = Agreement(smoothBit) > Agreement(spectralBit);
            double[] direction = smoothIsBetter ? smooth : spectral, signs = smoothIsBetter ? smoothBit : spectralBit;
            chosen.Add(signs);
            double[] projected = Multiply(signs, kernel, rows);
            for (int i = 0; i < columns; i++)
            {
                Add(-projected[i], projected, pulled.AsSpan(i * columns, columns));
                directions[i * bits + bit] = direction[i];
            }
        }
        return directions;
    }

    /// <summary>h^T R h of the residual R that the chosen bits leave.</summary>
    public double Agreement(double[] bit) => Dot(bit, Residual(bit));

    /// <summary>The direction of unit root-mean-square output that maximises a^T K^T R K a.</summary>
    private double[] Spectral(double[] pulled)
    {
        double[] reduced = Multiply(Multiply(whitening, pulled, columns), Transpose(whitening, columns), columns);
        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j < i; j++)
                reduced[i * rank + j] = reduced[j * rank + i];
        }
        double[] direction = Multiply(SymmetricEigen.Decompose(reduced, rank).Vector(0), whitening, rank);
        Scale(Math.Sqrt(rows), direction);
        return direction;
    }

    /// <summary>Accelerated gradient ascent (Nesterov 1983) on phi^T R phi with phi = tanh(K a / 2), with halved steps where it would fall.</summary>
    private double[] Ascend(double[] start)
    {
        double[] point = start, previous = start;
        double value = SmoothAgreement(Smooth(point), out double[] gradient);
        double step = Math.Sqrt(Dot(start, start)) / Math.Max(Math.Sqrt(Dot(gradient, gradient)), double.Epsilon);
        for (int iteration = 1; iteration <= AscentSteps && double.IsFinite(step); iteration++)
        {
            double[] ahead = [.. point];
            double momentum = (iteration - 1.0) / (iteration + 2);
            Add(momentum, point, ahead);
            Add(-momentum, previous, ahead);
            SmoothAgreement(Smooth(ahead), out gradient);
            Add(step, gradient, ahead);
            double reached = SmoothAgreement(Smooth(ahead), out _);
            previous = point;
            if (reached > value)
            {
                (point, value) = (ahead, reached);
                step *= 1.2;
            }
            else
            {
                step /= 2;
            }
        }
        return point;
    }

    private double SmoothAgreement(double[] smooth, out double[] gradient)
    {
        double[] residual = Residual(smooth);
        double value = Dot(smooth, residual);
        for (int i = 0; i < rows; i++)
            residual[i] *= 1 - smooth[i] * smooth[i];
        gradient = Multiply(residual, kernel, rows);
        return value;
    }

    /// <summary>R x = b S x - sum h (h^T x).</summary>
    private double[] Residual(double[] x)
    {
        double[] result = pairs.Multiply(x, 1);
        Scale(scale, result);
        foreach (double[] bit in chosen)
            Add(-Dot(bit, x), bit, result);
        return result;
    }

    private double[] Outputs(double[] direction)
    {
        double[] outputs = new double[rows];
        for (int row = 0; row < rows; row++)
            outputs[row] = Dot(kernel.AsSpan(row * columns, columns), direction);
        return outputs;
    }

    private double[] Smooth(double[] direction) => Array.ConvertAll(Outputs(direction), output => Math.Tanh(output / 2));

    private double[] Signs(double[] direction) => Array.ConvertAll(Outputs(direction), output => output >= 0 ? 1.0 : -1.0);
}
