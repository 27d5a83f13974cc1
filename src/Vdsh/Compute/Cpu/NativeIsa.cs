// The instruction sets of the native library, under the numbers of native/cpu/vdsh_cpu.h.
namespace Vdsh.Compute.Cpu;

internal enum NativeIsa
{
    /// <summary>None: no library, or a processor without AVX2.</summary>
    None = 0,

    /// <summary>AVX2.</summary>
    Avx2 = 1,

    /// <summary>AVX-512 with byte and word instructions.</summary>
    Avx512 = 2,

    /// <summary>AVX-512 with VPOPCNTDQ.</summary>
    Vpopcntdq = 3,
}
