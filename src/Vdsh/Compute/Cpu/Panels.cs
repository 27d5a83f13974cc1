// Factors are copied into panels in exactly the order in which the micro-kernels read them; the copy transposes where needed.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Packs a panel: <c>width</c> neighbouring rows of a (or columns of b), interleaved, so that each k has them side by side.</summary>
internal static unsafe class Panels
{
    // Panels of whole pages would all fall into the same few cache sets while they are written side by side.
    private const int Gap = 16;

    // So many rows are read side by side that the processor does not see by itself where each of them goes on.
    private const int LineFloats = 16, FetchAhead = 2 * LineFloats;

    /// <summary>Floats from the start of one panel to that of the next.</summary>
    public static nint Step(int k, int width) => (((nint)k * width) + Gap + 15) / 16 * 16;

    /// <summary>
    /// Several neighbouring panels at once, row by row, because runs of a few hundred neighbouring floats are read much faster than short ones:
    /// panel i / width [k, i % width] = source[k, i]; columns of the last panel beyond <paramref name="count"/> are zero.
    /// </summary>
    /// <param name="source">k x count.</param>
    /// <param name="stride">Floats from row to row of the source.</param>
    /// <param name="k">Rows.</param>
    /// <param name="count">Columns.</param>
    /// <param name="width">Width of all panels but the last.</param>
    /// <param name="lastWidth">Width of the last panel.</param>
    /// <param name="step">Floats from panel to panel, as <see cref="Step"/> gives them.</param>
    /// <param name="panels">The first panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(float* source, nint stride, int k, int count, int width, int lastWidth, nint step, float* panels)
    {
        int whole = lastWidth == width ? count / width : (count - 1) / width;
        int rest = count - (whole * width);
        float* last = panels + (whole * step);
        for (int row = 0; row < k; row++, source += stride, panels += width, last += lastWidth)
        {
            float* from = source;
            float* to = panels;
            for (int panel = 0; panel < whole; panel++, from += width, to += step)
                CopyRow(from, to, width);
            if (rest > 0)
            {
                for (int i = 0; i < lastWidth; i++)
                    last[i] = i < rest ? from[i] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(float* from, float* to, int width)
    {
        int i = 0;
        for (; i <= width - 16; i += 16)
            Vector512.Load(from + i).Store(to + i);
        for (; i <= width - 4; i += 4)
            Vector128.Load(from + i).Store(to + i);
        for (; i < width; i++)
            to[i] = from[i];
    }

    /// <summary>panel[k, i] = source[i, k]; i beyond <paramref name="count"/> is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(float* source, nint stride, int k, int count, int width, float* panel)
    {
        int whole = count / 4 * 4, at = 0;
        for (; at <= k - 4; at += 4, source += 4, panel += 4 * width)
        {
            float* from = source;
            int i = 0;
            if (at % LineFloats == 0 && Sse.IsSupported)
            {
                for (int row = 0; row < count; row++)
                    Sse.Prefetch0(source + (row * stride) + FetchAhead);
            }
            for (; i < whole; i += 4, from += 4 * stride)
                TransposeBlock(from, stride, panel + i, width);
            for (; i < width; i++, from += stride)
            {
                bool inside = i < count;
                for (int j = 0; j < 4; j++)
                    panel[(j * width) + i] = inside ? from[j] : 0;
            }
        }

        for (; at < k; at++, source++, panel += width)
        {
            for (int i = 0; i < width; i++)
                panel[i] = i < count ? source[i * stride] : 0;
        }
    }

    /// <summary>to[j, i] = from[i, j] for four rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeBlock(float* from, nint stride, float* to, nint width)
    {
        Vector128<float> x0 = Vector128.Load(from), x1 = Vector128.Load(from + stride);
        Vector128<float> x2 = Vector128.Load(from + (2 * stride)), x3 = Vector128.Load(from + (3 * stride));
        Vector128<float> low01 = ZipLow(x0, x1), high01 = ZipHigh(x0, x1), low23 = ZipLow(x2, x3), high23 = ZipHigh(x2, x3);
        JoinLow(low01, low23).Store(to);
        JoinHigh(low01, low23).Store(to + width);
        JoinLow(high01, high23).Store(to + (2 * width));
        JoinHigh(high01, high23).Store(to + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> JoinLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveLowToHigh(a, b) : Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> JoinHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveHighToLow(b, a) : Vector128.Create(a.GetUpper(), b.GetUpper());
}
