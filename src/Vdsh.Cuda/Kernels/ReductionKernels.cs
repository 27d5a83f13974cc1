// Launchers of reductions.cu: sums over whole matrices in a fixed order.
namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels that leave <see cref="LaunchGeometry.ReductionBlocks"/> partial sums, the one that adds those up, and the one that leaves a mark.</summary>
internal sealed unsafe class ReductionKernels
{
    private static readonly KernelSignature dotSignature = new("reductions", "vdsh_dot", "pipiiip");
    private static readonly KernelSignature markNonfiniteSignature = new("reductions", "vdsh_mark_nonfinite", "piiip");
    private static readonly KernelSignature traceSignature = new("reductions", "vdsh_trace", "piip");
    private static readonly KernelSignature sumPartialsSignature = new("reductions", "vdsh_sum_partials", "pip");

    private readonly Kernel dot;
    private readonly Kernel markNonfinite;
    private readonly Kernel trace;
    private readonly Kernel sumPartials;

    /// <summary>Loads the entries.</summary>
    public ReductionKernels(KernelModules modules)
    {
        dot = modules.Get(dotSignature);
        markNonfinite = modules.Get(markNonfiniteSignature);
        trace = modules.Get(traceSignature);
        sumPartials = modules.Get(sumPartialsSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [dotSignature, markNonfiniteSignature, traceSignature, sumPartialsSignature];

    /// <summary>Partial sums of a .* b; same shape.</summary>
    public void Dot(DeviceView a, DeviceView b, nuint partial)
    {
        nuint aData = a.Data, bData = b.Data;
        int aStride = a.Stride, bStride = b.Stride, aRows = a.Rows, aColumns = a.Columns;
        dot.Launch(
            LaunchGeometry.Reduction,
            [
                Argument.Of(&aData), Argument.Of(&aStride), Argument.Of(&bData), Argument.Of(&bStride), Argument.Of(&aRows),
                Argument.Of(&aColumns), Argument.Of(&partial)
            ]);
    }

    /// <summary>mark = 1 where an element is not finite, else it is left alone.</summary>
    public void MarkNonfinite(DeviceView a, nuint mark)
    {
        if (a.IsEmpty)
            return;
        nuint aData = a.Data;
        int aStride = a.Stride, aRows = a.Rows, aColumns = a.Columns;
        markNonfinite.Launch(
            LaunchGeometry.Elements(aRows, aColumns),
            [
                Argument.Of(&aData), Argument.Of(&aStride), Argument.Of(&aRows), Argument.Of(&aColumns), Argument.Of(&mark)
            ]);
    }

    /// <summary>Partial sums of the diagonal of a square matrix.</summary>
    public void Trace(DeviceView s, nuint partial)
    {
        nuint sData = s.Data;
        int sStride = s.Stride, sRows = s.Rows;
        trace.Launch(LaunchGeometry.Reduction, [Argument.Of(&sData), Argument.Of(&sStride), Argument.Of(&sRows), Argument.Of(&partial)]);
    }

    /// <summary>result = the sum of count partial sums.</summary>
    public void SumPartials(nuint partial, int count, nuint result)
    {
        sumPartials.Launch(LaunchGeometry.PartialSums, [Argument.Of(&partial), Argument.Of(&count), Argument.Of(&result)]);
    }
}
