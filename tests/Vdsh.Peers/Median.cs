// One slow repetition, when the machine did something else, must not decide a comparison.
namespace Vdsh.Peers;

internal static class Median
{
    /// <summary>The median of at least one value, the upper one of an even number.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
