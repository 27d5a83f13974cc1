// The complete list of entries that the engine launches, for checks that need no device.
namespace Vdsh.Cuda.Kernels;

/// <summary>All kernels.</summary>
internal static class KernelCatalog
{
    /// <summary>Signature of every kernel.</summary>
    public static IEnumerable<KernelSignature> All =>
    [
        .. ElementwiseKernels.Signatures, .. ReductionKernels.Signatures, .. ObjectiveKernels.Signatures, .. UpdateKernels.Signatures,
        .. SpdKernels.Signatures, .. HammingKernels.Signatures, .. PairKernels.Signatures, .. RelaxationKernels.Signatures,
    ];
}
