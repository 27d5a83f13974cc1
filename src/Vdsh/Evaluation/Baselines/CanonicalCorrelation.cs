// The directions of the features that tell most about the labels, the supervised counterpart of principal components.
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// Canonical correlation of mapped features x with label indicators y (Hotelling 1936; for hashing: Gong, Lazebnik, CVPR 2011). With
/// covariances S and ridges, the directions are W = S_xx^-1 S_xy S_yy^-1/2 U, where U are the eigenvectors of
/// S_yy^-1/2 S_yx S_xx^-1 S_xy S_yy^-1/2 and its eigenvalues the squared correlations: only a C x C eigenproblem, and each direction comes scaled by
/// its correlation, as the hashing method wants it.
/// </summary>
internal sealed class CanonicalCorrelation
{
    // Below this share of the largest squared correlation a direction is rounding error.
    private const double SmallestSquare = 1e-9;

    private CanonicalCorrelation(double[] embedding, double[] correlations)
    {
        Embedding = embedding;
        Correlations = correlations;
    }

    /// <summary>(k+1) x r: centred directions scaled by their correlations, the bias as last row.</summary>
    public double[] Embedding { get; }

    /// <summary>The r largest correlations, largest first.</summary>
    public double[] Correlations { get; }

    /// <summary>r.</summary>
    public int Rank => Correlations.Length;

    /// <summary>Solves for at most <paramref name="maximumRank"/> directions; there are no more than classes and features.</summary>
    /// <param name="moments">Averages of mapped rows and their indicators.</param>
    /// <param name="labels">The labels of the same items.</param>
    /// <param name="maximumRank">Most directions.</param>
    /// <param name="featureRidge">Ridge on S_xx relative to its mean diagonal element.</param>
    /// <param name="labelRidge">Ridge on S_yy likewise.</param>
    public static CanonicalCorrelation Solve(TrainingMoments moments, LabelSet labels, int maximumRank, double featureRidge, double labelRidge)
    {
        int k = moments.Columns, classes = labels.ClassCount;
        double[] covariance = moments.Covariance(), cross = moments.CrossCovariance(), solution = [.. cross];
        DenseAlgebra.AddRidge(covariance, k, featureRidge);
        DenseAlgebra.SolveSpd(covariance, k, solution);
        double[] whitening = InverseRoot(LabelCovariance(labels), classes, labelRidge);
        double[] explained = DenseAlgebra.Multiply(DenseAlgebra.Transpose(cross, classes), solution, k);
        double[] whitened = DenseAlgebra.Multiply(DenseAlgebra.Multiply(whitening, explained, classes), whitening, classes);
        for (int i = 0; i < classes; i++)
        {
            for (int j = 0; j < i; j++)
                whitened[i * classes + j] = whitened[j * classes + i] = (whitened[i * classes + j] + whitened[j * classes + i]) / 2;
        }
        SymmetricEigen eigen = SymmetricEigen.Decompose(whitened, classes);
        int rank = 1;
        while (rank < Math.Min(maximumRank, Math.Min(classes, k)) && eigen.Values[rank] > SmallestSquare * eigen.Values[0])
            rank++;
        double[] directions = DenseAlgebra.Transpose(eigen.Vectors[..(rank * classes)], classes);
        double[] weights = DenseAlgebra.Multiply(solution, DenseAlgebra.Multiply(whitening, directions, classes), classes);
        double[] bias = DenseAlgebra.Multiply(moments.Mean, weights, k);
        DenseAlgebra.Scale(-1, bias);
        double[] correlations = Array.ConvertAll(eigen.Values[..rank].ToArray(), square => Math.Sqrt(Math.Max(0, square)));
        return new CanonicalCorrelation([.. weights, .. bias], correlations);
    }

    private static double[] LabelCovariance(LabelSet labels)
    {
        int classes = labels.ClassCount;
        double[] covariance = new double[classes * classes];
        List<int> present = [];
        for (int row = 0; row < labels.Count; row++)
        {
            present.Clear();
            for (int label = 0; label < classes; label++)
            {
                if (labels.Has(row, label))
                    present.Add(label);
            }
            foreach (int a in present)
            {
                foreach (int b in present)
                    covariance[a * classes + b]++;
            }
        }
        double[] means = new double[classes];
        for (int label = 0; label < classes; label++)
            means[label] = covariance[label * classes + label] / labels.Count;
        for (int a = 0; a < classes; a++)
        {
            for (int b = 0; b < classes; b++)
                covariance[a * classes + b] = covariance[a * classes + b] / labels.Count - means[a] * means[b];
        }
        return covariance;
    }

    private static double[] InverseRoot(double[] matrix, int size, double relativeRidge)
    {
        DenseAlgebra.AddRidge(matrix, size, relativeRidge);
        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, size);
        double[] root = new double[size * size];
        for (int k = 0; k < size; k++)
        {
            ReadOnlySpan<double> vector = eigen.Vector(k);
            double factor = 1 / Math.Sqrt(eigen.Values[k]);
            for (int i = 0; i < size; i++)
                DenseAlgebra.Add(factor * vector[i], vector, root.AsSpan(i * size, size));
        }
        return root;
    }
}
