// What multiplies a tile: a vector width in managed code, or instructions that only the native library has.
namespace Vdsh.Compute.Cpu;

/// <summary>Kernels of matrix products.</summary>
internal enum ProductKernel
{
    /// <summary>Float32, 128-bit vectors.</summary>
    Vector128,

    /// <summary>Float32, 256-bit vectors.</summary>
    Vector256,

    /// <summary>Float32, 512-bit vectors.</summary>
    Vector512,

    /// <summary>bfloat16 by AVX512-BF16.</summary>
    Bf16,

    /// <summary>bfloat16 by the tiles of AMX.</summary>
    Amx,
}
