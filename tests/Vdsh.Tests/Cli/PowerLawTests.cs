// The scaling benchmark stands on this fit, so it must find exponents that are known.
using NUnit.Framework;
using Vdsh.Cli.Bench;

namespace Vdsh.Tests.Cli;

internal sealed class PowerLawTests
{
    [Test]
    public void Finds_the_exponent_and_factor_of_exact_points([Values(0.5, 1.0, 1.37, 2.0)] double exponent)
    {
        double[] x = [1e3, 5e4, 2e5, 7e6];
        double[] y = Array.ConvertAll(x, value => 3e-7 * Math.Pow(value, exponent));
        PowerLaw fit = PowerLaw.Fit(x, y);
        Assert.That(fit.Exponent, Is.EqualTo(exponent).Within(1e-9));
        Assert.That(fit.Factor, Is.EqualTo(3e-7).Within(1e-12));
    }

    [Test]
    public void Averages_out_noise_that_is_symmetric_in_logarithms()
    {
        PowerLaw fit = PowerLaw.Fit([1, 1, 100, 100], [2, 0.5, 200, 50]);
        Assert.That(fit.Exponent, Is.EqualTo(1).Within(1e-12));
        Assert.That(fit.Factor, Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Refuses_points_that_have_no_exponent()
    {
        Assert.That(() => PowerLaw.Fit([1], [1]), Throws.ArgumentException);
        Assert.That(() => PowerLaw.Fit([1, 2], [1]), Throws.ArgumentException);
        Assert.That(() => PowerLaw.Fit([1, 2], [1, 0]), Throws.ArgumentException);
        Assert.That(() => PowerLaw.Fit([5, 5], [1, 2]), Throws.ArgumentException);
    }
}
