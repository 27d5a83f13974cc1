// One multi-index search: the tables are asked for values ever farther from the query's, until what is found is proven complete.
using System.Numerics;

namespace Vdsh.Search;

/// <summary>Work space of one thread for searches in one set of tables.</summary>
internal sealed class MihQuery
{
    private readonly CodeGroups codes;
    private readonly SubstringTable[] tables;
    private readonly int bits;
    private readonly int[] seen;
    private readonly int[] counts;
    private readonly List<int>[] found;
    private int epoch;

    public MihQuery(CodeGroups codes, SubstringTable[] tables, int bits)
    {
        this.codes = codes;
        this.tables = tables;
        this.bits = bits;
        seen = new int[codes.Count];
        counts = new int[bits + 1];
        found = new List<int>[bits + 1];
        for (int d = 0; d <= bits; d++)
            found[d] = [];
    }

    /// <summary>
    /// Finds at least every code at distance d, for all d up to the returned distance; it stops once these are <paramref name="wanted"/> rows
    /// or d reaches <paramref name="radius"/>.
    /// <para>Proof of completeness (Norouzi, Punjani, Fleet 2012): when tables 0..j were searched to substring radius s and the others to s - 1, a code not
    /// met differs in at least (s+1)(j+1) + s (m-j-1) = m s + j + 1 bits, so every code within m s + j was met.</para>
    /// </summary>
    public int Find(ReadOnlySpan<ulong> query, int wanted, int radius)
    {
        epoch++;
        for (int d = 0; d <= bits; d++)
        {
            counts[d] = 0;
            found[d].Clear();
        }
        long lookups = 0;
        int complete = 0;
        for (int proven = 0; ; proven++)
        {
            SubstringTable table = tables[proven % tables.Length];
            int substringRadius = proven / tables.Length;
            lookups += Binomial(table.Length, substringRadius);
            if (lookups > codes.Count)
            {
                // Looking up more values than there are codes costs more than comparing all of them.
                CompareRest(query);
                return bits;
            }
            LookUp(table, query, substringRadius);
            complete += counts[proven];
            if (proven >= radius || complete >= wanted)
                return proven;
        }
    }

    /// <summary>Rows found at a distance.</summary>
    public int CountAt(int distance) => counts[distance];

    /// <summary>Writes the first rows found at a distance, rising.</summary>
    public void CopyRows(int distance, Span<long> destination)
    {
        List<int> groups = found[distance];
        if (groups.Count == 1)
        {
            ReadOnlySpan<int> only = codes.Rows(groups[0]);
            for (int i = 0; i < destination.Length; i++)
                destination[i] = only[i];
            return;
        }
        int[] rows = new int[counts[distance]];
        int filled = 0;
        foreach (int group in groups)
        {
            codes.Rows(group).CopyTo(rows.AsSpan(filled));
            filled += codes.RowCount(group);
        }
        Array.Sort(rows);
        for (int i = 0; i < destination.Length; i++)
            destination[i] = rows[i];
    }

    private void LookUp(SubstringTable table, ReadOnlySpan<ulong> query, int substringRadius)
    {
        if (substringRadius > table.Length)
            return;
        uint center = table.Value(query);
        if (substringRadius == 0)
        {
            Take(table.Groups(center), query);
            return;
        }
        uint end = 1u << table.Length;
        for (uint difference = (1u << substringRadius) - 1; difference < end;)
        {
            Take(table.Groups(center ^ difference), query);
            // The next number with as many set bits (HAKMEM 175, Gosper 1972).
            uint lowest = difference & (0 - difference);
            uint ripple = difference + lowest;
            difference = ((ripple ^ difference) >> 2) / lowest | ripple;
        }
    }

    private void Take(ReadOnlySpan<int> groups, ReadOnlySpan<ulong> query)
    {
        foreach (int group in groups)
        {
            if (seen[group] != epoch)
                Take(group, query);
        }
    }

    private void CompareRest(ReadOnlySpan<ulong> query)
    {
        for (int group = 0; group < codes.Count; group++)
        {
            if (seen[group] != epoch)
                Take(group, query);
        }
    }

    private void Take(int group, ReadOnlySpan<ulong> query)
    {
        seen[group] = epoch;
        ReadOnlySpan<ulong> code = codes.Code(group);
        int distance = 0;
        for (int word = 0; word < code.Length; word++)
            distance += BitOperations.PopCount(code[word] ^ query[word]);
        counts[distance] += codes.RowCount(group);
        found[distance].Add(group);
    }

    private static long Binomial(int n, int k)
    {
        long value = 1;
        for (int i = 0; i < k; i++)
            value = value * (n - i) / (i + 1);
        return value;
    }
}
