// The one place that knows which kernels this machine runs and which of them is the fastest.
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

internal static class HammingKernelSupport
{
    private static readonly HammingKernel[] FastestFirst =
    [
        HammingKernel.NativeVpopcntdq, HammingKernel.NativeAvx512, HammingKernel.Vector512, HammingKernel.NativeAvx2, HammingKernel.Vector256,
        HammingKernel.Vector128, HammingKernel.Scalar,
    ];

    /// <summary>The fastest kernel of this machine.</summary>
    /// <exception cref="Data.InputException">The environment names a native library that cannot be used.</exception>
    public static HammingKernel Best
    {
        get
        {
            NativeHamming.RequireSound();
            return FastestFirst.First(IsSupported);
        }
    }

    /// <summary>The fastest kernel without native code.</summary>
    public static HammingKernel BestManaged => FastestFirst.First(kernel => !IsNative(kernel) && IsSupported(kernel));

    /// <summary>Whether this machine can run a kernel.</summary>
    public static bool IsSupported(HammingKernel kernel) => kernel switch
    {
        HammingKernel.NativeVpopcntdq => NativeHamming.Isa >= NativeIsa.Vpopcntdq,
        HammingKernel.NativeAvx512 => NativeHamming.Isa >= NativeIsa.Avx512,
        HammingKernel.NativeAvx2 => NativeHamming.Isa >= NativeIsa.Avx2,
        HammingKernel.Vector512 => Avx512BW.IsSupported,
        HammingKernel.Vector256 => Avx2.IsSupported,
        HammingKernel.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>Whether a kernel is part of the native library.</summary>
    public static bool IsNative(HammingKernel kernel) => kernel >= HammingKernel.NativeAvx2;

    /// <summary>Whether a kernel compares row-major codes of several words as they are.</summary>
    public static bool ReadsRows(HammingKernel kernel, int words) => words is 2 or 4 or 8 && (IsNative(kernel) || kernel == HammingKernel.Vector512);

    /// <summary>The instruction set that the native library is asked for.</summary>
    public static NativeIsa IsaOf(HammingKernel kernel) => kernel switch
    {
        HammingKernel.NativeVpopcntdq => NativeIsa.Vpopcntdq,
        HammingKernel.NativeAvx512 => NativeIsa.Avx512,
        HammingKernel.NativeAvx2 => NativeIsa.Avx2,
        _ => NativeIsa.None,
    };

    /// <summary>A kernel in words, for reports.</summary>
    public static string Name(HammingKernel kernel) => kernel switch
    {
        HammingKernel.NativeVpopcntdq => "AVX-512 VPOPCNTDQ (native library)",
        HammingKernel.NativeAvx512 => "AVX-512BW (native library)",
        HammingKernel.NativeAvx2 => "AVX2 (native library)",
        HammingKernel.Scalar => "scalar population count (managed)",
        _ => $"{kernel} by shuffle (managed)",
    };
}
