// Tiles whose factors are bfloat16, multiplied by AMX through the native library: a matrix product in one instruction.
namespace Vdsh.Compute.Cpu;

/// <summary>Tiles of up to 32 rows and two vectors of 16 columns from panels of pairs of bfloat16. Only where <see cref="NativeAmx.IsSupported"/>.</summary>
internal readonly unsafe struct MicroKernelAmx : IMicroKernel
{
    // Rows of an AMX tile.
    private const int Side = 16;

    public static int Rows => 2 * Side;

    public static int Lanes => Side;

    public static int Interleave => 2;

    public static int StepK => 2 * Side;

    public static int PanelRows(int rows) => rows <= Side ? Side : 2 * Side;

    public static void Begin() => NativeAmx.Begin();

    public static void End() => NativeAmx.End();

    public static void Multiply(int rows, int vectors, nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next) =>
        NativeAmx.Multiply(rows, vectors, (k + StepK - 1) / StepK, a.Start, b, target);

    public static void PackRows(bool left, float* source, nint stride, int k, int count, int width, int lastWidth, nint step, float* panels)
    {
        if (left)
        {
            NativeAmx.PackRows(source, stride, k, count, width, lastWidth, step, panels);
            return;
        }
        NativeBf16.PackRows(source, stride, k, count, width, lastWidth, step, panels);
        for (int column = 0; column < count; column += width, panels += step)
            FillUp(k, column + width < count ? width : lastWidth, panels);
    }

    public static void PackTransposed(bool left, float* source, nint stride, int k, int count, int width, float* panel)
    {
        if (left)
        {
            NativeAmx.PackTransposed(source, stride, k, count, width, panel);
            return;
        }
        NativeBf16.PackTransposed(source, stride, k, count, width, panel);
        FillUp(k, width, panel);
    }

    // Zeros for what is missing of the last step.
    private static void FillUp(int k, int width, float* panel)
    {
        int pairs = (k + 1) / 2, all = (k + StepK - 1) / StepK * Side;
        new Span<float>(panel + ((nint)pairs * width), (all - pairs) * width).Clear();
    }
}
