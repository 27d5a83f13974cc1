// How distances become bins: the numbers travel together from the backend to the kernels of the relaxations.
namespace Vdsh.Cuda.Kernels;

/// <summary>A soft histogram over the distances 0..bits.</summary>
/// <param name="Bits">Bits of a code.</param>
/// <param name="Bins">Intervals; there is one bin more.</param>
internal readonly record struct HistogramBinning(int Bits, int Bins)
{
    /// <summary>The position of a product p is (bits - p) times this.</summary>
    public double Scale => 0.5 * Bins / Bits;

    /// <summary>Bytes of the two histograms of a block.</summary>
    public long Bytes => 16L * (Bins + 1L);
}
