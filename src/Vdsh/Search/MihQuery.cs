// One multi-index search: the tables are asked for values ever farther from the query's, until what is found is proven complete.
using System.Numerics;
using System.Runtime.CompilerServices;
using Vdsh.Compute.Cpu;

namespace Vdsh.Search;

/// <summary>Work space of one thread for searches in one set of tables.</summary>
internal sealed unsafe class MihQuery
{
    // A bucket that is read because a value was looked up costs a few misses of the caches: as much as scanning this many words.
    private const int LookupWords = 256;

    // Below this many codes a loop is faster than the start of a scan.
    private const int SmallBucket = 24;

    private readonly MihTables tables;
    private readonly CodeGroups codes;
    private readonly int bits;
    private readonly int[] seen;
    private readonly int[] counts;
    private readonly List<int>[] groups;
    private readonly List<int>[] tail;
    private int epoch;
    private int wanted;
    private int bound;
    private long within;

    public MihQuery(MihTables tables)
    {
        this.tables = tables;
        codes = tables.Groups;
        bits = tables.Bits;
        seen = new int[codes.Count];
        counts = new int[bits + 1];
        groups = [.. Enumerable.Range(0, bits + 1).Select(_ => new List<int>())];
        tail = [.. Enumerable.Range(0, bits + 1).Select(_ => new List<int>())];
    }

    /// <summary>
    /// Finds at least every code at distance d, for all d up to the returned distance; it stops once these are <paramref name="rowsWanted"/> rows
    /// or d reaches <paramref name="radius"/>.
    /// <para>Proof of completeness (Norouzi, Punjani, Fleet 2012): when tables 0..j were searched to substring radius s and the others to s - 1, a code not
    /// met differs in at least (s+1)(j+1) + s (m-j-1) = m s + j + 1 bits, so every code within m s + j was met.</para>
    /// </summary>
    /// <param name="query">The words of the query.</param>
    /// <param name="snapshot">The codes; those behind the tables' are scanned.</param>
    /// <param name="rowsWanted">Rows that are enough.</param>
    /// <param name="radius">The largest distance of interest.</param>
    public int Find(ReadOnlySpan<ulong> query, CodeSnapshot snapshot, int rowsWanted, int radius)
    {
        if (epoch == int.MaxValue)
        {
            Array.Clear(seen);
            epoch = 0;
        }
        epoch++;
        wanted = rowsWanted;
        bound = radius;
        within = 0;
        for (int d = 0; d <= bits; d++)
        {
            counts[d] = 0;
            groups[d].Clear();
            tail[d].Clear();
        }
        fixed (ulong* words = query)
        {
            ScanTail(words, snapshot);
            return FindInTables(query, words, radius);
        }
    }

    /// <summary>Rows found at a distance, up to the one that <see cref="Find"/> returned.</summary>
    public int CountAt(int distance) => counts[distance];

    /// <summary>Writes the first rows found at a distance, rising.</summary>
    public void CopyRows(int distance, Span<int> destination)
    {
        // Rows of a group rise, so that more of one than are asked for are never needed. Rows of the tail come behind all others.
        var rows = new List<int>(destination.Length);
        foreach (int group in groups[distance])
        {
            ReadOnlySpan<int> own = codes.Rows(group);
            rows.AddRange(own[..Math.Min(own.Length, destination.Length)]);
        }
        if (groups[distance].Count > 1)
            rows.Sort();
        int fromTables = Math.Min(rows.Count, destination.Length);
        for (int i = 0; i < fromTables; i++)
            destination[i] = rows[i];
        for (int i = fromTables; i < destination.Length; i++)
            destination[i] = tail[distance][i - fromTables];
    }

    private int FindInTables(ReadOnlySpan<ulong> query, ulong* words, int radius)
    {
        SubstringTable[] all = tables.Tables;
        long allWords = (long)codes.Count * codes.WordsPerCode, work = 0;
        int complete = 0;
        for (int proven = 0; ; proven++)
        {
            SubstringTable table = all[proven % all.Length];
            int substringRadius = proven / all.Length;
            work += Binomial(table.Length, substringRadius) * LookupWords;
            if (work >= allWords)
            {
                // From here on a scan of all codes costs less than the tables.
                Scan(words, codes.Words, 0, codes.Count, null);
                return radius;
            }
            work += LookUp(table, query, words, substringRadius) * codes.WordsPerCode;
            complete += counts[proven];
            if (proven >= radius || complete >= wanted)
                return proven;
        }
    }

    private long LookUp(SubstringTable table, ReadOnlySpan<ulong> query, ulong* words, int substringRadius)
    {
        if (substringRadius > table.Length)
            return 0;
        uint center = table.Value(query);
        if (substringRadius == 0)
            return TakeBucket(table, words, center);
        long scanned = 0;
        uint end = 1u << table.Length;
        for (uint difference = (1u << substringRadius) - 1; difference < end;)
        {
            scanned += TakeBucket(table, words, center ^ difference);
            // The next number with as many set bits (HAKMEM 175, Gosper 1972).
            uint lowest = difference & (0 - difference);
            uint ripple = difference + lowest;
            difference = ((ripple ^ difference) >> 2) / lowest | ripple;
        }
        return scanned;
    }

    private int TakeBucket(SubstringTable table, ulong* words, uint value)
    {
        (int first, int end) = table.Bucket(value);
        if (first < end)
            Scan(words, table.Words, first, end, table.Groups);
        return end - first;
    }

    // Compares codes first..end-1 of a list; without a list of groups a code's place is its group.
    private void Scan(ulong* query, ulong[] list, int first, int end, int[]? groupOf)
    {
        int words = codes.WordsPerCode;
        fixed (ulong* start = list)
        {
            if (end - first > SmallBucket)
            {
                CandidateVisitor visitor = new(this, groupOf);
                HammingBlockScan.Run(tables.Kernel, query, 1, start, first, end, bits, ref visitor);
                return;
            }
            for (int place = first; place < end; place++)
            {
                int distance = 0;
                for (int word = 0; word < words; word++)
                    distance += BitOperations.PopCount(start[(nint)place * words + word] ^ query[word]);
                if (distance <= bound)
                    Take(groupOf is null ? place : groupOf[place], distance);
            }
        }
    }

    private void ScanTail(ulong* query, CodeSnapshot snapshot)
    {
        if (snapshot.Count == tables.Rows)
            return;
        fixed (ulong* start = snapshot.Words)
        {
            TailVisitor visitor = new(this);
            HammingBlockScan.Run(tables.Kernel, query, 1, start, tables.Rows, snapshot.Count, bits, ref visitor);
        }
    }

    private void Take(int group, int distance)
    {
        if (seen[group] == epoch)
            return;
        seen[group] = epoch;
        groups[distance].Add(group);
        Count(distance, codes.RowCount(group));
    }

    // Once enough rows are known, farther codes are of no interest.
    private void Count(int distance, int rows)
    {
        counts[distance] += rows;
        within += rows;
        while (within - counts[bound] >= wanted)
            within -= counts[bound--];
    }

    private static long Binomial(int n, int k)
    {
        long value = 1;
        for (int i = 0; i < k; i++)
            value = value * (n - i) / (i + 1);
        return value;
    }

    private readonly struct CandidateVisitor(MihQuery search, int[]? groupOf) : IRunVisitor
    {
        [SkipLocalsInit]
        public void Visit(int query, int firstRow, in HammingRun run)
        {
            int* places = stackalloc int[HammingBlockScan.Chunk];
            ushort* distances = stackalloc ushort[HammingBlockScan.Chunk];
            int found = run.Nearer(search.bound + 1, firstRow, places, distances);
            for (int i = 0; i < found; i++)
            {
                if (distances[i] <= search.bound)
                    search.Take(groupOf is null ? places[i] : groupOf[places[i]], distances[i]);
            }
        }
    }

    private readonly struct TailVisitor(MihQuery search) : IRunVisitor
    {
        [SkipLocalsInit]
        public void Visit(int query, int firstRow, in HammingRun run)
        {
            int* rows = stackalloc int[HammingBlockScan.Chunk];
            ushort* distances = stackalloc ushort[HammingBlockScan.Chunk];
            int found = run.Nearer(search.bound + 1, firstRow, rows, distances);
            for (int i = 0; i < found; i++)
            {
                if (distances[i] > search.bound)
                    continue;
                search.tail[distances[i]].Add(rows[i]);
                search.Count(distances[i], 1);
            }
        }
    }
}
