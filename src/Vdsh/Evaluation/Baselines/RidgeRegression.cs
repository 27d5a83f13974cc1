// Half of the baselines are, or contain, this one regression.
namespace Vdsh.Evaluation.Baselines;

/// <summary>W = (X^T X / n + ridge I)^-1 X^T T / n with the bias column in X.</summary>
internal static class RidgeRegression
{
    /// <summary>The ridge for features as they are, relative to their mean variance: that of 1000 items without any correlation, but at most 0.2.</summary>
    /// <param name="items">Training items.</param>
    public static double LinearRidge(int items) => Math.Min(0.2, 1000.0 / items);

    /// <summary>Solves for all targets.</summary>
    /// <param name="moments">X^T X / n and X^T T / n.</param>
    /// <param name="relativeRidge">Ridge relative to the mean diagonal element of X^T X / n.</param>
    /// <returns>(k+1) x t, row-major.</returns>
    public static float[] Solve(TrainingMoments moments, double relativeRidge)
    {
        double[] gram = [.. moments.Gram], solution = [.. moments.Cross];
        DenseAlgebra.AddRidge(gram, moments.Columns + 1, relativeRidge);
        DenseAlgebra.SolveSpd(gram, moments.Columns + 1, solution);
        return Array.ConvertAll(solution, value => (float)value);
    }
}
