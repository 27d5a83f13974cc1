// A checksum says that a file is what somebody wrote, not that it makes sense: codes and ids are checked too, whoever
// wrote them.
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>What must hold of the codes and ids of an index file; the first row where it does not is named.</summary>
internal static class IndexFileCheck
{
    /// <summary>Refuses codes with bits set beyond the last.</summary>
    /// <param name="words">Whole codes, row-major.</param>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="firstRow">The row of the first of them.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="InputException">A padding bit is set.</exception>
    public static void RequirePadding(ReadOnlySpan<ulong> words, int bits, int firstRow, string path)
    {
        if (bits % 64 == 0)
            return;
        int perCode = (bits + 63) / 64;
        ulong padding = ulong.MaxValue << (bits % 64);
        for (int last = perCode - 1; last < words.Length; last += perCode)
        {
            if ((words[last] & padding) == 0)
                continue;
            int row = firstRow + last / perCode;
            throw IndexFileHeader.Damaged(path, $"the code at row {row} has bits set beyond bit {bits - 1}");
        }
    }

    /// <summary>Refuses ids that do not rise.</summary>
    /// <param name="ids">Ids of successive rows.</param>
    /// <param name="firstRow">The row of the first of them.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="InputException">An id is not larger than the one before.</exception>
    public static void RequireRising(ReadOnlySpan<long> ids, int firstRow, string path)
    {
        for (int i = 1; i < ids.Length; i++)
        {
            if (ids[i] > ids[i - 1])
                continue;
            string what = ids[i] == ids[i - 1] ? "occurs twice" : $"follows {ids[i - 1]}, but ids must rise";
            throw IndexFileHeader.Damaged(path, $"the id at row {firstRow + i}, {ids[i]}, {what}");
        }
    }

    /// <summary>
    /// Refuses ids that cannot rise to the last one, or that the next added code would get again; only the first and
    /// the last are read.
    /// </summary>
    /// <exception cref="InputException">They do not fit the header.</exception>
    public static void RequireEnds(ReadOnlySpan<long> ids, long nextId, string path)
    {
        if (ids.IsEmpty)
            return;
        // As unsigned numbers the difference does not overflow.
        if (ids[^1] < ids[0] || (ulong)ids[^1] - (ulong)ids[0] < (ulong)ids.Length - 1)
            throw IndexFileHeader.Damaged(
                path, $"its {ids.Length} ids begin with {ids[0]} and end with {ids[^1]}, which cannot rise");
        if (ids[^1] >= nextId && ids[^1] != long.MaxValue)
            throw IndexFileHeader.Damaged(
                path, $"the id at row {ids.Length - 1}, {ids[^1]}, is not below the next id of its header, {nextId}");
    }
}
