// Where the arithmetic is done at once, sums are just numbers.
namespace Vdsh.Compute.Cpu;

/// <summary>The sums of a CPU backend.</summary>
internal sealed class CpuSums(int count) : DeviceSums(count)
{
    /// <summary>The sums.</summary>
    public double[] Values { get; } = new double[count];

    protected override void Dispose(bool disposing)
    {
    }
}
