// Whether a cost is linear in a size is a question about the exponent of a power law, read off in log-log coordinates.
namespace Vdsh.Cli.Bench;

/// <summary>y = factor * x^exponent, fitted by least squares on the logarithms.</summary>
internal readonly record struct PowerLaw(double Exponent, double Factor)
{
    /// <summary>Fits positive points.</summary>
    /// <param name="x">At least two different positive values.</param>
    /// <param name="y">As many positive values.</param>
    /// <exception cref="ArgumentException">Fewer than two different sizes, unequal lengths, or a value that is not positive.</exception>
    public static PowerLaw Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 2)
            throw new ArgumentException($"{x.Length} sizes and {y.Length} costs cannot be fitted; at least two pairs are needed.");
        double meanX = 0, meanY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!(x[i] > 0 && y[i] > 0))
                throw new ArgumentException($"Point {i} is ({x[i]}, {y[i]}); both must be positive.");
            meanX += Math.Log(x[i]) / x.Length;
            meanY += Math.Log(y[i]) / x.Length;
        }
        double covariance = 0, variance = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double dx = Math.Log(x[i]) - meanX;
            covariance += dx * (Math.Log(y[i]) - meanY);
            variance += dx * dx;
        }
        if (variance == 0)
            throw new ArgumentException("All sizes are the same; no exponent can be fitted.");
        double exponent = covariance / variance;
        return new PowerLaw(exponent, Math.Exp(meanY - exponent * meanX));
    }
}
