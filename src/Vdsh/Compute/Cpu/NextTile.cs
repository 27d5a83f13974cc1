// What the tiles to come will need from further away than the first-level cache is fetched while this one is multiplied, a little at a time.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>The places of the next tiles of a product.</summary>
/// <param name="b">This tile's share of the next panel of b.</param>
/// <param name="strideB">Floats from row to row of that panel.</param>
/// <param name="rowsB">Rows of it that are fetched at once.</param>
/// <param name="c">The first row of the next tile of the result.</param>
/// <param name="strideC">Floats from row to row of the result.</param>
internal unsafe struct NextTile(float* b, nint strideB, int rowsB, float* c, nint strideC)
{
    /// <summary>Steps of k between two calls of <see cref="Fetch"/>.</summary>
    public const int Steps = 16;

    private const int LineFloats = 16;

    /// <summary>Rows of b to fetch at once, so that a tile of <paramref name="k"/> steps fetches its whole share.</summary>
    public static int RowsAtOnce(nint share, int k) => (int)(((share * Steps) + k - 1) / Math.Max(1, k));

    /// <summary>Asks for a row of the result and for some of b, all two vectors wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch()
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(c);
        Sse.Prefetch0(c + LineFloats);
        c += strideC;
        for (int row = 0; row < rowsB; row++, b += strideB)
        {
            Sse.Prefetch1(b);
            Sse.Prefetch1(b + LineFloats);
        }
    }
}
