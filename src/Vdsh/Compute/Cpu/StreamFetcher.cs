// A single query compares codes faster than memory delivers them, so the order in which memory is asked decides how long a scan takes.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Fetches streamed codes ahead: while some pages are compared, the pages behind them are fetched, a line of each in turn. Processors follow several rising
/// streams at once, and one stream alone does not keep the way to memory busy. native/cpu/hamming.inl does the same.
/// </summary>
internal unsafe struct StreamFetcher(ulong* codes)
{
    /// <summary>Lines are fetched by so many.</summary>
    public const int Pages = 4;

    private const int WordsPerLine = 8;
    private const int WordsPerPage = 512;

    private ulong* behind = codes + (Pages * WordsPerPage);
    private nint fetched;

    /// <summary>Fetches as many lines as are about to be compared.</summary>
    /// <param name="lines">A multiple of <see cref="Pages"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int lines)
    {
        for (int line = 0; line < lines; line += Pages, fetched += WordsPerLine)
        {
            Sse.Prefetch0(behind + fetched);
            Sse.Prefetch0(behind + WordsPerPage + fetched);
            Sse.Prefetch0(behind + (2 * WordsPerPage) + fetched);
            Sse.Prefetch0(behind + (3 * WordsPerPage) + fetched);
        }
        if (fetched < WordsPerPage)
            return;
        fetched = 0;
        behind += Pages * WordsPerPage;
    }
}
