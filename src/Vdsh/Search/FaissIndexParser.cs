// Codes lie deep inside the indexes of faiss; whoever only wants the codes walks past the structure around them.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// Reads the binary indexes of faiss as its index_write.cpp writes them (versions 1.5 to 1.13). A header is dimension
/// (int32, bits), code size (int32,
/// bytes), count (int64), is-trained (byte) and metric (int32); a vector is its length (int64) and its elements.
/// </summary>
internal sealed class FaissIndexParser(FaissReader reader)
{
    // Maps of maps, and quantizers with quantizers, are rare; a file of nothing but headers must not exhaust the stack.
    private const int DeepestNesting = 16;

    // What a map's header leaves open in versions up to 1.7.3.
    private const int NoCodeSize = 0;

    private int depth;

    /// <summary>Reads one index and what is inside it.</summary>
    /// <exception cref="InputException">It is of a kind that is not read, or damaged.</exception>
    public FaissContent Read()
    {
        string kind = reader.ReadKind();
        if (FaissKinds.Refusal(kind) is { } refused)
            throw Refused(refused);
        if (FaissKinds.BinaryName(kind) is null)
            throw reader.Damaged($"it holds an index of the unknown kind '{Printable(kind)}'");
        if (++depth > DeepestNesting)
            throw reader.Damaged($"more than {DeepestNesting} indexes lie inside each other");
        bool isMap = kind is "IBMp" or "IBM2";
        (int dimension, int count) = ReadHeader(isMap);
        FaissContent content = kind switch
        {
            "IBxF" => ReadFlat(kind, dimension, count),
            "IBwF" => ReadInverted(kind, dimension, count),
            "IBHh" => ReadHash(kind, dimension, count),
            "IBHm" => ReadMultiHash(kind, dimension, count),
            "IBHf" or "IBHc" => ReadGraph(kind, dimension, count),
            _ => ReadMap(kind, dimension, count),
        };
        depth--;
        return content;
    }

    private InputException Refused(string what) => new(
        $"{reader.Path} is {what}: it holds no packed codes. Encode the vectors with a model, "
            + "or write their codes as an IndexBinaryFlat with faiss.write_index_binary.");

    private static string Printable(string kind)
        => string.Concat(kind.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '?'));

    private (int Dimension, int Count) ReadHeader(bool isMap)
    {
        int dimension = reader.ReadInt32(), codeSize = reader.ReadInt32();
        long count = reader.ReadInt64();
        _ = reader.ReadByte();
        _ = reader.ReadInt32();
        if (dimension is < 8 or > HashCodes.MaximumBits || dimension % 8 != 0)
            throw new InputException(
                $"{reader.Path} holds codes of {dimension} bits; "
                + $"multiples of 8 up to {HashCodes.MaximumBits} are read.");
        bool fits = codeSize == dimension / 8 || (isMap && codeSize == NoCodeSize);
        if (!fits || count < 0 || count > Array.MaxLength / HashCodes.WordsFor(dimension))
            throw reader.Damaged($"its header says {count} codes of {dimension} bits in {codeSize} bytes");
        reader.Require(count, dimension / 8, "codes");
        return (dimension, (int)count);
    }

    // IBxF: codes (vector of bytes).
    private FaissContent ReadFlat(string kind, int dimension, int count)
    {
        int bytes = dimension / 8;
        long length = reader.ReadCount(1, "bytes of codes");
        if (length != (long)count * bytes)
            throw reader.Damaged($"{length} bytes are not {count} codes of {bytes} bytes");
        ulong[] words = [];
        reader.ReadCodes(ref words, 0, count, bytes);
        return new FaissContent(kind, dimension, count, words, null, KeepsOrder: true);
    }

    // IBMp, IBM2: an index, and the id of each of its ids (vector of int64).
    private FaissContent ReadMap(string kind, int dimension, int count)
    {
        FaissContent inner = ReadInner(dimension, count).InOrder();
        if (!inner.KeepsOrder)
            throw reader.Damaged("the codes under a map of ids are not numbered from 0 on");
        if (inner.Ids is not null)
            throw reader.Damaged("a map of ids lies in a map of ids");
        if (reader.ReadCount(sizeof(long), "ids") != count)
            throw reader.Damaged($"it has not one id for each of {count} codes");
        long[] ids = [];
        reader.ReadInt64s(ref ids, 0, count, "ids");
        return inner with { Kind = kind, Ids = ids };
    }

    // IBHm: an index with the codes, bits of a hash, number of hashes, flips (int32 each), and for each hash: bits of
    // an id (int32), number of values
    // (int64), a string of bits.
    private FaissContent ReadMultiHash(string kind, int dimension, int count)
    {
        FaissContent storage = ReadInner(dimension, count);
        _ = reader.ReadInt32();
        int hashes = reader.ReadInt32();
        _ = reader.ReadInt32();
        reader.Require(hashes, sizeof(int) + 2 * sizeof(long), "hashes");
        for (int hash = 0; hash < hashes; hash++)
        {
            _ = reader.ReadInt32();
            _ = reader.ReadInt64();
            reader.SkipVector(1, "tables of hashes");
        }
        return storage with { Kind = kind };
    }

    // IBHf, IBHc: a graph, and an index with the codes.
    private FaissContent ReadGraph(string kind, int dimension, int count)
    {
        if (kind == "IBHc")
        {
            _ = reader.ReadByte();
            _ = reader.ReadByte();
            _ = reader.ReadInt32();
        }
        reader.SkipVector(sizeof(double), "probabilities of levels");
        reader.SkipVector(sizeof(int), "numbers of neighbours");
        reader.SkipVector(sizeof(int), "levels");
        reader.SkipVector(sizeof(long), "offsets of neighbours");
        reader.SkipVector(sizeof(int), "neighbours");
        // Entry point, highest level, two sizes of lists and one that is no longer used.
        for (int number = 0; number < 5; number++)
            _ = reader.ReadInt32();
        return ReadInner(dimension, count) with { Kind = kind };
    }

    // IBHh: bits of a hash and flips (int32 each), number of lists (int64), bits of a list's length (int32), a string
    // of bits, and for each list: ids
    // (vector of int64), codes (vector of bytes).
    private FaissContent ReadHash(string kind, int dimension, int count)
    {
        _ = reader.ReadInt32();
        _ = reader.ReadInt32();
        long lists = reader.ReadCount(2 * sizeof(long), "lists");
        _ = reader.ReadInt32();
        reader.SkipVector(1, "tables of lists");
        var collected = new FaissLists(reader, dimension, count);
        for (long list = 0; list < lists; list++)
            collected.ReadIdsThenCodes();
        return collected.ToContent(kind);
    }

    // IBwF: number of lists and of those that a search visits (int64 each), an index with the centres, a map to the
    // lists, the lists.
    private FaissContent ReadInverted(string kind, int dimension, int count)
    {
        const int Hashtable = 2;
        long lists = reader.ReadInt64();
        _ = reader.ReadInt64();
        _ = Read();
        int mapKind = reader.ReadByte();
        reader.SkipVector(sizeof(long), "places of codes");
        if (mapKind == Hashtable)
            reader.SkipVector(2 * sizeof(long), "places of codes");
        string listKind = reader.ReadKind();
        var collected = new FaissLists(reader, dimension, count);
        switch (listKind)
        {
            case "ilar":
                collected.ReadArrays(lists);
                break;
            case "il00" when count == 0:
                break;
            case "il00" or "ilod":
                throw new InputException(
                    $"{reader.Path} is an IndexBinaryIVF whose codes are in another file ({listKind}); "
                    + "write it with lists in memory (ArrayInvertedLists).");
            default:
                throw reader.Damaged($"its lists are of the unknown kind '{Printable(listKind)}'");
        }
        return collected.ToContent(kind);
    }

    private FaissContent ReadInner(int dimension, int count)
    {
        FaissContent inner = Read();
        return inner.Dimension == dimension && inner.Count == count
            ? inner
            : throw reader.Damaged(
                $"an index of {count} codes of {dimension} bits "
                + $"holds one of {inner.Count} codes of {inner.Dimension} bits");
    }
}
