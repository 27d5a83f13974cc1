// Codes fill whole words; what lies beyond their bits must not count, whoever wrote it.
namespace Vdsh.Compute;

/// <summary>The bits of a code's last word that are none of the code.</summary>
internal static class CodePadding
{
    /// <summary>The bits of the last word that count.</summary>
    public static ulong MaskOf(int bits) => bits % 64 == 0 ? ulong.MaxValue : (1ul << (bits % 64)) - 1;

    /// <summary>
    /// Refuses queries with padding bits set; those of a database, which may be a file under a map, are masked instead.
    /// </summary>
    /// <param name="codes">Whole codes, row-major.</param>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="name">The argument.</param>
    /// <exception cref="ArgumentException">A padding bit is set.</exception>
    public static void RequireNone(ReadOnlySpan<ulong> codes, int bits, string name)
    {
        ulong padding = ~MaskOf(bits);
        if (padding == 0)
            return;
        int words = (bits + 63) / 64;
        for (int last = words - 1; last < codes.Length; last += words)
        {
            if ((codes[last] & padding) != 0)
                throw new ArgumentException(
                    $"The code at row {last / words} has bits set beyond bit {bits - 1}.", name);
        }
    }
}
