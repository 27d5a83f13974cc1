// The processor's vector widths as a user-visible choice, so that tests can force every code path on one machine.
namespace Vdsh.Compute;

/// <summary>Width of the vector registers that the CPU backend's products use.</summary>
public enum VectorWidth
{
    /// <summary>The widest that this machine accelerates.</summary>
    Best,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512,

    /// <summary>256 bits: AVX2 with FMA.</summary>
    Bits256,

    /// <summary>128 bits: SSE or NEON; runs everywhere.</summary>
    Bits128,
}
