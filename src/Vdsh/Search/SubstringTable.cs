// One of the tables of multi-index hashing: which codes have a given value in a given run of bits.
using Vdsh.Compute.Cpu;

namespace Vdsh.Search;

/// <summary>
/// Distinct codes by the value of bits offset..offset+length-1; a direct table, so length is about log2 of their number. The codes themselves lie in the
/// table's order, so that a bucket is scanned as fast as memory is read, however large it is.
/// </summary>
internal sealed class SubstringTable
{
    private readonly int offset;
    private readonly int[] starts;

    public SubstringTable(CodeGroups codes, int offset, int length, CancellationToken cancellation)
    {
        this.offset = offset;
        Length = length;
        int words = codes.WordsPerCode;
        starts = new int[(1 << length) + 1];
        for (int group = 0; group < codes.Count; group++)
            starts[Value(codes.Code(group)) + 1]++;
        for (int value = 0; value < 1 << length; value++)
            starts[value + 1] += starts[value];
        int[] next = starts[..^1];
        Groups = new int[codes.Count];
        Words = LargePages.AllocateArray<ulong>(codes.Words.Length);
        for (int group = 0; group < codes.Count; group++)
        {
            if (group % CodeGroups.RowsPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<ulong> code = codes.Code(group);
            int place = next[Value(code)]++;
            Groups[place] = group;
            code.CopyTo(Words.AsSpan(place * words));
        }
    }

    /// <summary>Bits of the substring.</summary>
    public int Length { get; }

    /// <summary>The distinct code at each place.</summary>
    public int[] Groups { get; }

    /// <summary>The words of the code at each place, row-major.</summary>
    public ulong[] Words { get; }

    /// <summary>The substring of a code.</summary>
    public uint Value(ReadOnlySpan<ulong> code)
    {
        int word = offset / 64, shift = offset % 64;
        ulong value = code[word] >> shift;
        if (shift + Length > 64)
            value |= code[word + 1] << (64 - shift);
        return (uint)value & ((1u << Length) - 1);
    }

    /// <summary>The places of the codes with a substring: from First up to End.</summary>
    public (int First, int End) Bucket(uint value) => (starts[value], starts[value + 1]);
}
