// Which instructions a Hamming scan uses, as a value, so that tests can force every path on one machine.
namespace Vdsh.Compute.Cpu;

internal enum HammingKernel
{
    /// <summary>One population count instruction a word.</summary>
    Scalar,

    /// <summary>Counts of half-bytes by shuffle (Mula, Kurz, Lemire 2018), SSSE3 or AdvSimd.</summary>
    Vector128,

    /// <summary>The same in AVX2.</summary>
    Vector256,

    /// <summary>The same in AVX-512BW. .NET does not offer VPOPCNTDQ.</summary>
    Vector512,

    /// <summary>The optional native library, AVX2.</summary>
    NativeAvx2,

    /// <summary>The optional native library, AVX-512BW.</summary>
    NativeAvx512,

    /// <summary>The optional native library, AVX-512 with VPOPCNTDQ.</summary>
    NativeVpopcntdq,
}
