// One of the tables of multi-index hashing: which codes have a given value in a given run of bits.
namespace Vdsh.Search;

/// <summary>Distinct codes by the value of bits offset..offset+length-1; a direct table, so length is about log2 of their number.</summary>
internal sealed class SubstringTable
{
    private readonly int offset;
    private readonly int[] starts;
    private readonly int[] groups;

    public SubstringTable(CodeGroups codes, int offset, int length)
    {
        this.offset = offset;
        Length = length;
        starts = new int[(1 << length) + 1];
        for (int group = 0; group < codes.Count; group++)
            starts[Value(codes.Code(group)) + 1]++;
        for (int value = 0; value < 1 << length; value++)
            starts[value + 1] += starts[value];
        int[] next = starts[..^1];
        groups = new int[codes.Count];
        for (int group = 0; group < codes.Count; group++)
            groups[next[Value(codes.Code(group))]++] = group;
    }

    /// <summary>Bits of the substring.</summary>
    public int Length { get; }

    /// <summary>The substring of a code.</summary>
    public uint Value(ReadOnlySpan<ulong> code)
    {
        int word = offset / 64, shift = offset % 64;
        ulong value = code[word] >> shift;
        if (shift + Length > 64)
            value |= code[word + 1] << (64 - shift);
        return (uint)value & ((1u << Length) - 1);
    }

    /// <summary>The distinct codes with a substring.</summary>
    public ReadOnlySpan<int> Groups(uint value) => groups.AsSpan(starts[value], starts[value + 1] - starts[value]);
}
