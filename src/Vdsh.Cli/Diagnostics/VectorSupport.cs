// Which vector units the runtime found decides the speed of everything, so doctor lists them.
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Cli.Diagnostics;

/// <summary>The vector units of this machine, as the runtime sees them.</summary>
internal static class VectorSupport
{
    /// <summary>The vector widths in bits that the runtime uses hardware for, widest first.</summary>
    public static IReadOnlyList<int> Widths { get; } =
    [
        .. new[] { (512, Vector512.IsHardwareAccelerated), (256, Vector256.IsHardwareAccelerated), (128, Vector128.IsHardwareAccelerated) }
            .Where(width => width.Item2).Select(width => width.Item1),
    ];

    /// <summary>Instruction sets that matter to the engine's kernels.</summary>
    public static IReadOnlyList<string> InstructionSets { get; } =
    [
        .. new[]
        {
            ("SSE4.2", Sse42.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512F", Avx512F.IsSupported),
            ("AVX-512BW", Avx512BW.IsSupported), ("AVX-512VBMI", Avx512Vbmi.IsSupported), ("POPCNT", Popcnt.IsSupported), ("AdvSimd", AdvSimd.IsSupported),
        }.Where(set => set.Item2).Select(set => set.Item1),
    ];
}
