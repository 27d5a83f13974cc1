// Learned codes repeat a lot (items of a class share a code), so each distinct code is indexed and compared once.
using System.Numerics;

namespace Vdsh.Search;

/// <summary>The distinct codes of a list, and the rows of each.</summary>
internal sealed class CodeGroups
{
    /// <summary>Rows after which a loop over all of them asks whether it is to go on.</summary>
    public const int RowsPerCheck = 1 << 16;

    private readonly int[] starts;
    private readonly int[] rows;

    private CodeGroups(ulong[] words, int count, int wordsPerCode, int[] starts, int[] rows)
    {
        Words = words;
        Count = count;
        WordsPerCode = wordsPerCode;
        this.starts = starts;
        this.rows = rows;
    }

    /// <summary>Number of distinct codes u.</summary>
    public int Count { get; }

    public int WordsPerCode { get; }

    /// <summary>u x <see cref="WordsPerCode"/>, in order of first appearance.</summary>
    public ulong[] Words { get; }

    public ReadOnlySpan<ulong> Code(int group) => Words.AsSpan(group * WordsPerCode, WordsPerCode);

    /// <summary>The rows that hold a code, rising.</summary>
    public ReadOnlySpan<int> Rows(int group) => rows.AsSpan(starts[group], starts[group + 1] - starts[group]);

    public int RowCount(int group) => starts[group + 1] - starts[group];

    public static CodeGroups Create(CodeSnapshot codes, CancellationToken cancellation)
    {
        int words = codes.WordsPerCode;
        int[] slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, Math.Min(2L * codes.Count, 1 << 30)))];
        Array.Fill(slots, -1);
        int[] groupOf = new int[codes.Count];
        ulong[] distinct = new ulong[codes.Count * words];
        int count = 0;
        for (int row = 0; row < codes.Count; row++)
        {
            if (row % RowsPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<ulong> code = codes.Code(row);
            int slot = (int)(Hash(code) & (ulong)(slots.Length - 1));
            while (slots[slot] >= 0 && !code.SequenceEqual(distinct.AsSpan(slots[slot] * words, words)))
                slot = (slot + 1) & (slots.Length - 1);
            if (slots[slot] < 0)
            {
                slots[slot] = count;
                code.CopyTo(distinct.AsSpan(count++ * words));
            }
            groupOf[row] = slots[slot];
        }
        cancellation.ThrowIfCancellationRequested();
        int[] starts = new int[count + 1];
        foreach (int group in groupOf)
            starts[group + 1]++;
        for (int group = 0; group < count; group++)
            starts[group + 1] += starts[group];
        int[] next = starts[..^1];
        int[] rows = new int[codes.Count];
        for (int row = 0; row < rows.Length; row++)
            rows[next[groupOf[row]]++] = row;
        return new CodeGroups(distinct[..(count * words)], count, words, starts, rows);
    }

    private static ulong Hash(ReadOnlySpan<ulong> code)
    {
        ulong hash = 0;
        foreach (ulong word in code)
        {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }
        return hash ^ (hash >> 32);
    }
}
