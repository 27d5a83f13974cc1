// Tiles whose factors are bfloat16, by the native library: .NET does not have the instruction.
namespace Vdsh.Compute.Cpu;

/// <summary>Tiles of up to 12 rows and two 512-bit vectors from panels of pairs of bfloat16. Only where <see cref="NativeBf16.IsSupported"/>.</summary>
internal readonly unsafe struct MicroKernelBf16 : IMicroKernel
{
    public static int Rows => MicroKernel512.Rows;

    public static int Lanes => MicroKernel512.Lanes;

    public static int Interleave => 2;

    public static int StepK => 2;

    public static int PanelRows(int rows) => MicroKernel512.PanelRows(rows);

    public static void Multiply(int rows, int vectors, nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next) =>
        NativeBf16.Multiply(rows, vectors, (k + 1) / 2, a.Start, b, target);

    public static void PackRows(bool left, float* source, nint stride, int k, int count, int width, int lastWidth, nint step, float* panels) =>
        NativeBf16.PackRows(source, stride, k, count, width, lastWidth, step, panels);

    public static void PackTransposed(bool left, float* source, nint stride, int k, int count, int width, float* panel) =>
        NativeBf16.PackTransposed(source, stride, k, count, width, panel);
}
