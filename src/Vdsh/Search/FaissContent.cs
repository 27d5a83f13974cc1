// What is taken out of an index of faiss, whatever structure it lay in.
namespace Vdsh.Search;

/// <summary>Codes and ids of an index.</summary>
/// <param name="Kind">The four letters of the outermost index.</param>
/// <param name="Dimension">Bits of a code, a multiple of 8.</param>
/// <param name="Count">Number of codes n.</param>
/// <param name="Words">At least n x ceil(bits/64) words, row-major.</param>
/// <param name="Ids">At least n ids; null: the row numbers.</param>
/// <param name="KeepsOrder">Whether the rows lie in the order in which they were added; otherwise every row has an
/// id.</param>
internal sealed record FaissContent(string Kind, int Dimension, int Count, ulong[] Words, long[]? Ids, bool KeepsOrder)
{
    /// <summary>
    /// Rows in rising order of id where the order of adding is lost; without ids where these are 0 to n - 1.
    /// </summary>
    public FaissContent InOrder()
    {
        if (KeepsOrder)
            return this;
        int words = (Dimension + 63) / 64;
        long[] ids = Ids!.AsSpan(0, Count).ToArray();
        int[] rows = [.. Enumerable.Range(0, Count)];
        Array.Sort(ids, rows);
        ulong[] sorted = new ulong[Count * words];
        for (int row = 0; row < Count; row++)
            Words.AsSpan(rows[row] * words, words).CopyTo(sorted.AsSpan(row * words));
        bool areRows = true;
        for (int row = 0; row < Count && areRows; row++)
            areRows = ids[row] == row;
        return this with { Words = sorted, Ids = areRows ? null : ids, KeepsOrder = areRows };
    }
}
