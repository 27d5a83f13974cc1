// Launchers of pairs.cu: the likelihoods of pairs and triplets.
using Vdsh.Cuda.Compute;

namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels on products and affinities of a batch, n x n each and not empty.</summary>
internal sealed unsafe class PairKernels
{
    private static readonly KernelSignature pairCountsSignature = new("pairs", "vdsh_pair_counts", "piip");
    private static readonly KernelSignature pairLikelihoodSignature = new("pairs", "vdsh_pair_likelihood", "pipiippip");
    private static readonly KernelSignature anchorCountsSignature = new("pairs", "vdsh_anchor_counts", "piiip");
    private static readonly KernelSignature tripletLikelihoodSignature = new("pairs", "vdsh_triplet_likelihood", "pipiifiilppipip");

    private readonly Kernel pairCounts;
    private readonly Kernel pairLikelihood;
    private readonly Kernel anchorCounts;
    private readonly Kernel tripletLikelihood;

    /// <summary>Loads the entries.</summary>
    public PairKernels(KernelModules modules)
    {
        pairCounts = modules.Get(pairCountsSignature);
        pairLikelihood = modules.Get(pairLikelihoodSignature);
        anchorCounts = modules.Get(anchorCountsSignature);
        tripletLikelihood = modules.Get(tripletLikelihoodSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [pairCountsSignature, pairLikelihoodSignature, anchorCountsSignature, tripletLikelihoodSignature];

    /// <summary>Partial counts of relevant ordered pairs.</summary>
    public void PairCounts(DeviceView affinity, nuint partial)
    {
        nuint data = affinity.Data;
        int stride = affinity.Stride, items = affinity.Rows;
        pairCounts.Launch(LaunchGeometry.Reduction, [Argument.Of(&data), Argument.Of(&stride), Argument.Of(&items), Argument.Of(&partial)]);
    }

    /// <summary>The derivative of the pairwise likelihood, and partial sums of it.</summary>
    public void PairLikelihood(DeviceView products, DeviceView affinity, nuint relevantPairs, DeviceView gradient, nuint partial)
    {
        nuint productData = products.Data, affinityData = affinity.Data, gradientData = gradient.Data;
        int productStride = products.Stride, affinityStride = affinity.Stride, gradientStride = gradient.Stride, items = products.Rows;
        pairLikelihood.Launch(
            LaunchGeometry.Reduction,
            [
                Argument.Of(&productData), Argument.Of(&productStride), Argument.Of(&affinityData), Argument.Of(&affinityStride),
                Argument.Of(&items), Argument.Of(&relevantPairs), Argument.Of(&gradientData), Argument.Of(&gradientStride), Argument.Of(&partial)
            ]);
    }

    /// <summary>Partial counts of rows with a relevant item and, where asked for, an irrelevant one.</summary>
    public void AnchorCounts(DeviceView affinity, bool needsIrrelevant, nuint partial)
    {
        nuint data = affinity.Data;
        int stride = affinity.Stride, items = affinity.Rows, both = needsIrrelevant ? 1 : 0;
        anchorCounts.Launch(
            LaunchGeometry.Reduction,
            [
                Argument.Of(&data), Argument.Of(&stride), Argument.Of(&items), Argument.Of(&both), Argument.Of(&partial)
            ]);
    }

    /// <summary>The derivative of the triplet likelihood, and its part of every anchor.</summary>
    /// <param name="products">n x n.</param>
    /// <param name="affinity">n x n.</param>
    /// <param name="choice">Which triplets.</param>
    /// <param name="anchors">Address of the number of anchors.</param>
    /// <param name="gradient">n x n.</param>
    /// <param name="space">Memory of <see cref="TripletChoice.ListLength"/> items of 8 bytes per block.</param>
    public void TripletLikelihood(
        DeviceView products, DeviceView affinity, in TripletChoice choice, nuint anchors, DeviceView gradient, in BatchRowSpace space)
    {
        nuint productData = products.Data, affinityData = affinity.Data, gradientData = gradient.Data, lists = space.Global, losses = space.Losses;
        int productStride = products.Stride, affinityStride = affinity.Stride, gradientStride = gradient.Stride, items = products.Rows;
        int positives = choice.MaxPositives, negatives = choice.MaxNegatives, length = choice.ListLength(items);
        float margin = choice.Margin;
        ulong seed = choice.Seed;
        tripletLikelihood.Launch(
            LaunchGeometry.BatchRows(space.Blocks, space.SharedBytes),
            [
                Argument.Of(&productData), Argument.Of(&productStride), Argument.Of(&affinityData), Argument.Of(&affinityStride),
                Argument.Of(&items), Argument.Of(&margin), Argument.Of(&positives), Argument.Of(&negatives), Argument.Of(&seed),
                Argument.Of(&anchors), Argument.Of(&gradientData), Argument.Of(&gradientStride), Argument.Of(&lists), Argument.Of(&length),
                Argument.Of(&losses)
            ]);
    }
}
