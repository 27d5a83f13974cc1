// Two kinds of index keep codes in lists by what they look like, each code with its id.
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>The codes of lists, one list after the other.</summary>
internal sealed class FaissLists(FaissReader reader, int dimension, int count)
{
    private readonly int bytesPerCode = dimension / 8;
    private ulong[] words = [];
    private long[] ids = [];
    private int filled;

    /// <summary>A list of ids (vector of int64) and of codes (vector of bytes).</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public void ReadIdsThenCodes()
    {
        int length = Length(reader.ReadCount(sizeof(long), "ids of a list"));
        reader.ReadInt64s(ref ids, filled, length, "ids of a list");
        long bytes = reader.ReadCount(1, "bytes of a list");
        if (bytes != (long)length * bytesPerCode)
            throw reader.Damaged($"a list has {length} ids, but {bytes} bytes of codes");
        reader.ReadCodes(ref words, filled, length, bytesPerCode);
        filled += length;
    }

    /// <summary>
    /// Number of lists (int64), code size (int64), "full" or "sprs", the lengths of all lists (vector of int64), or
    /// number and length of each that is not
    /// empty; then the codes and the ids of list after list.
    /// </summary>
    /// <param name="lists">How many there must be.</param>
    /// <exception cref="InputException">They are damaged.</exception>
    public void ReadArrays(long lists)
    {
        long own = reader.ReadInt64(), codeSize = reader.ReadInt64();
        if (own != lists || codeSize != bytesPerCode)
            throw reader.Damaged(
                $"an index with {lists} lists of codes of {bytesPerCode} bytes "
                + $"holds {own} lists of codes of {codeSize} bytes");
        string form = reader.ReadKind();
        if (form is not ("full" or "sprs"))
            throw reader.Damaged("the lengths of its lists are in no known form");
        int each = form == "full" ? 1 : 2;
        long numbers = reader.ReadCount(sizeof(long), "lengths of lists");
        if (form == "full" ? numbers != lists : numbers % 2 != 0 || numbers / 2 > lists)
            throw reader.Damaged($"{numbers} numbers are not the lengths of {lists} lists");
        if (numbers > Array.MaxLength)
            throw new InputException($"{reader.Path} has {numbers / each} lists, more than are read.");
        long[] lengths = [];
        reader.ReadInt64s(ref lengths, 0, (int)numbers, "lengths of lists");
        long before = -1;
        for (int list = 0; list < numbers; list += each)
        {
            if (each == 2)
            {
                if (lengths[list] <= before || lengths[list] >= lists)
                    throw reader.Damaged($"list {lengths[list]} of {lists} follows list {before}");
                before = lengths[list];
            }
            int length = Length(lengths[list + each - 1]);
            reader.ReadCodes(ref words, filled, length, bytesPerCode);
            reader.ReadInt64s(ref ids, filled, length, "ids of a list");
            filled += length;
        }
    }

    /// <summary>What was read.</summary>
    /// <exception cref="InputException">The lists have not as many codes as the index.</exception>
    public FaissContent ToContent(string kind) => filled == count
        ? new FaissContent(kind, dimension, count, words, ids, KeepsOrder: false)
        : throw reader.Damaged($"an index of {count} codes has {filled} in its lists");

    // Codes and ids of a list must be in the rest of the file, and no more of them than the index has.
    private int Length(long length)
    {
        reader.Require(length, bytesPerCode, "codes in a list");
        return length <= count - filled ? (int)length
            : throw reader.Damaged($"its lists have more than the {count} codes of its header");
    }
}
