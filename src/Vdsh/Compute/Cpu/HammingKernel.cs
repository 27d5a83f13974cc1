// Which instructions a Hamming scan uses, as a value, so that tests can force every path on one machine.
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

internal enum HammingKernel
{
    /// <summary>One population count instruction a word.</summary>
    Scalar,

    /// <summary>Eight-fold wider: counts of half-bytes by shuffle (Mula, Kurz, Lemire 2018), AVX2.</summary>
    Vector256,

    /// <summary>The same in AVX-512BW. .NET does not offer VPOPCNTDQ.</summary>
    Vector512,
}

internal static class HammingKernelSupport
{
    /// <summary>The fastest kernel of this machine.</summary>
    public static HammingKernel Best => IsSupported(HammingKernel.Vector512) ? HammingKernel.Vector512
        : IsSupported(HammingKernel.Vector256) ? HammingKernel.Vector256 : HammingKernel.Scalar;

    /// <summary>Whether this machine can run a kernel.</summary>
    public static bool IsSupported(HammingKernel kernel) => kernel switch
    {
        HammingKernel.Vector512 => Avx512BW.IsSupported,
        HammingKernel.Vector256 => Avx2.IsSupported,
        _ => true,
    };
}
