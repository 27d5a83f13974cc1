// Which triplets of a batch enter the likelihood: the numbers travel together from the backend to the kernel.
namespace Vdsh.Cuda.Kernels;

/// <summary>Margin and choice of triplets.</summary>
/// <param name="Margin">Between the halved products of a positive and a negative.</param>
/// <param name="MaxPositives">Relevant items per anchor, at least 1.</param>
/// <param name="MaxNegatives">Irrelevant items per anchor, at least 1.</param>
/// <param name="Seed">Where the walks over the columns start.</param>
internal readonly record struct TripletChoice(float Margin, int MaxPositives, int MaxNegatives, ulong Seed)
{
    /// <summary>The most items that an anchor of a batch can take.</summary>
    public int ListLength(int items) => (int)Math.Min(items - 1L, (long)MaxPositives + MaxNegatives);
}
