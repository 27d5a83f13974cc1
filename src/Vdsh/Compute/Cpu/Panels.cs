// Factors are copied into panels in exactly the order in which the micro-kernels read them; the copy transposes where needed.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Packs a panel: <c>width</c> neighbouring rows of a (or columns of b), interleaved, so that each k has them side by side.</summary>
internal static unsafe class Panels
{
    /// <summary>panel[k, i] = source[k, i]; i beyond <paramref name="count"/> is zero.</summary>
    public static void PackRows(float* source, nint stride, int k, int count, int width, float* panel)
    {
        if (count == width && width % 16 == 0)
        {
            for (int row = 0; row < k; row++, source += stride, panel += width)
            {
                for (int i = 0; i < width; i += 16)
                    Vector512.Load(source + i).Store(panel + i);
            }

            return;
        }

        for (int row = 0; row < k; row++, source += stride, panel += width)
        {
            int i = 0;
            for (; i <= count - 4; i += 4)
                Vector128.Load(source + i).Store(panel + i);
            for (; i < count; i++)
                panel[i] = source[i];
            for (; i < width; i++)
                panel[i] = 0;
        }
    }

    /// <summary>panel[k, i] = source[i, k]; i beyond <paramref name="count"/> is zero.</summary>
    public static void PackTransposed(float* source, nint stride, int k, int count, int width, float* panel)
    {
        int i = 0;
        for (; i <= count - 4; i += 4)
            TransposeFour(source + (i * stride), stride, k, width, panel + i);
        for (; i < width; i++)
        {
            float* from = source + (i * stride);
            bool inside = i < count;
            for (int at = 0; at < k; at++)
                panel[((nint)at * width) + i] = inside ? from[at] : 0;
        }
    }

    private static void TransposeFour(float* source, nint stride, int k, int width, float* panel)
    {
        float* r0 = source, r1 = source + stride, r2 = r1 + stride, r3 = r2 + stride;
        int at = 0;
        for (; at <= k - 4; at += 4)
        {
            Vector128<float> x0 = Vector128.Load(r0 + at), x1 = Vector128.Load(r1 + at);
            Vector128<float> x2 = Vector128.Load(r2 + at), x3 = Vector128.Load(r3 + at);
            Vector128<float> low01 = ZipLow(x0, x1), high01 = ZipHigh(x0, x1), low23 = ZipLow(x2, x3), high23 = ZipHigh(x2, x3);
            JoinLow(low01, low23).Store(panel);
            JoinHigh(low01, low23).Store(panel + width);
            JoinLow(high01, high23).Store(panel + (2 * width));
            JoinHigh(high01, high23).Store(panel + (3 * width));
            panel += 4 * width;
        }

        for (; at < k; at++, panel += width)
            Vector128.Create(r0[at], r1[at], r2[at], r3[at]).Store(panel);
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
    private static Vector128<float> JoinLow(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> JoinHigh(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetUpper(), b.GetUpper());
}
