// Launchers of relaxations.cu: ranking measures of a batch.
using Vdsh.Cuda.Compute;

namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels on products and affinities of a batch, n x n each and not empty.</summary>
internal sealed unsafe class RelaxationKernels
{
    private const string Parameters = "pipiiiidppipp";

    private static readonly KernelSignature averagePrecisionSignature = new("relaxations", "vdsh_average_precision", Parameters);
    private static readonly KernelSignature ndcgSignature = new("relaxations", "vdsh_ndcg", Parameters);

    private readonly Kernel averagePrecision;
    private readonly Kernel ndcg;

    /// <summary>Loads the entries.</summary>
    public RelaxationKernels(KernelModules modules)
    {
        averagePrecision = modules.Get(averagePrecisionSignature);
        ndcg = modules.Get(ndcgSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [averagePrecisionSignature, ndcgSignature];

    /// <summary>The derivative of the mean of 1 - AP, and its part of every query.</summary>
    /// <param name="products">n x n.</param>
    /// <param name="affinity">n x n.</param>
    /// <param name="binning">The histograms.</param>
    /// <param name="queries">Address of the number of rows with a relevant item.</param>
    /// <param name="gradient">n x n.</param>
    /// <param name="space">Memory of <see cref="HistogramBinning.Bytes"/> per block.</param>
    public void AveragePrecision(DeviceView products, DeviceView affinity, HistogramBinning binning, nuint queries, DeviceView gradient, in BatchRowSpace space) =>
        Launch(averagePrecision, products, affinity, binning, queries, gradient, space);

    /// <summary>The same of the mean of 1 - NDCG.</summary>
    public void Ndcg(DeviceView products, DeviceView affinity, HistogramBinning binning, nuint queries, DeviceView gradient, in BatchRowSpace space) =>
        Launch(ndcg, products, affinity, binning, queries, gradient, space);

    private static void Launch(
        Kernel kernel, DeviceView products, DeviceView affinity, HistogramBinning binning, nuint queries, DeviceView gradient, in BatchRowSpace space)
    {
        nuint productData = products.Data, affinityData = affinity.Data, gradientData = gradient.Data, cells = space.Global, losses = space.Losses;
        int productStride = products.Stride, affinityStride = affinity.Stride, gradientStride = gradient.Stride, items = products.Rows, bits = binning.Bits, bins = binning.Bins;
        double scale = binning.Scale;
        kernel.Launch(
            LaunchGeometry.BatchRows(space.Blocks, space.SharedBytes),
            [
                Argument.Of(&productData), Argument.Of(&productStride), Argument.Of(&affinityData), Argument.Of(&affinityStride),
                Argument.Of(&items), Argument.Of(&bits), Argument.Of(&bins), Argument.Of(&scale), Argument.Of(&queries),
                Argument.Of(&gradientData), Argument.Of(&gradientStride), Argument.Of(&cells), Argument.Of(&losses)
            ]);
    }
}
